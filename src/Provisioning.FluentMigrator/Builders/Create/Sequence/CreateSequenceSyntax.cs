using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Create.Sequence;

/// <summary>A new sequence: its schema, or its options.</summary>
public interface ICreateSequenceInSchemaSyntax : ICreateSequenceSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateSequenceSyntax InSchema(string? schemaName);
}

/// <summary>A new sequence: its options.</summary>
public interface ICreateSequenceSyntax : IFluentSyntax
{
    /// <summary>The step from one number to the next.</summary>
    ICreateSequenceSyntax IncrementBy(long increment);

    /// <summary>The smallest number.</summary>
    ICreateSequenceSyntax MinValue(long minValue);

    /// <summary>The largest number.</summary>
    ICreateSequenceSyntax MaxValue(long maxValue);

    /// <summary>The first number.</summary>
    ICreateSequenceSyntax StartWith(long startWith);

    /// <summary>How many numbers a connection takes at once; at least 2.</summary>
    ICreateSequenceSyntax Cache(long value);

    /// <summary>It begins anew after its last number.</summary>
    ICreateSequenceSyntax Cycle();
}
