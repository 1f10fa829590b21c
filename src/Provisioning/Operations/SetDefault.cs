using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Sets or removes a column's default. Existing rows keep their values.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column's name.</param>
/// <param name="Default">The new default; null for none.</param>
public sealed record SetDefault(ObjectName Table, string Column, DefaultValue? Default) : Operation
{
    /// <summary>Whether the present default is known, as <see cref="Was"/>.</summary>
    public bool IsReversible { get; init; }

    /// <summary>The present default; null for none.</summary>
    public DefaultValue? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"{(Default is null ? "drop" : "set")} default of {Column} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        IsReversible ? new SetDefault(Table, Column, Was) { IsReversible = true, Was = Default } : null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table =>
            table.WithColumnChanged(Column, column => column with { Default = Default })
        );

    /// <inheritdoc />
    public override SetDefault WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Column = names.Column(Table, Column),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Column), Column)
            .Member(nameof(Default), Default)
            .Member(nameof(IsReversible), IsReversible)
            .Member(nameof(Table), Table)
            .Member(nameof(Was), Was);
}
