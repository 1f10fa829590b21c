namespace FluentMigrator.Runner.Generators;

/// <summary>Which of several engines SQL is written for, where the processor's options do not say.</summary>
public class SelectingGeneratorAccessorOptions
{
    /// <summary>A name of the engine, in any case.</summary>
    public string? GeneratorId { get; set; }
}
