using FluentMigrator.Builders.Create.Sequence;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Create.Sequence</c>.</summary>
internal sealed class SequenceBuilder(string name) : ICreateSequenceInSchemaSyntax, IDraft
{
    private Sequence _sequence = new(name);

    public ICreateSequenceSyntax InSchema(string? schemaName) => Set(_sequence with { Name = _sequence.Name with { Schema = schemaName } });

    public ICreateSequenceSyntax IncrementBy(long increment) => Set(_sequence with { Increment = increment });

    public ICreateSequenceSyntax MinValue(long minValue) => Set(_sequence with { MinValue = minValue });

    public ICreateSequenceSyntax MaxValue(long maxValue) => Set(_sequence with { MaxValue = maxValue });

    public ICreateSequenceSyntax StartWith(long startWith) => Set(_sequence with { StartWith = startWith });

    public ICreateSequenceSyntax Cache(long value) => Set(_sequence with { Cache = value });

    public ICreateSequenceSyntax Cycle() => Set(_sequence with { Cycle = true });

    public void Check(Problems problems)
    {
        problems.Require(_sequence.Name.Name, "a sequence to create");
        if (_sequence.Cache < 2)
        {
            problems.Add($"sequence {_sequence.Name} caches {_sequence.Cache} numbers; it takes at least 2, or none said");
        }
    }

    public IEnumerable<Operation> Operations() => [new CreateSequence(_sequence)];

    private SequenceBuilder Set(Sequence sequence)
    {
        _sequence = sequence;
        return this;
    }
}
