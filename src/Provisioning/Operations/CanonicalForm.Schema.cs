using Provisioning.Schema;
using Index = Provisioning.Schema.Index;

namespace Provisioning.Operations;

/// <content>The nouns that operations are about, each with its members in the order of their names.</content>
internal sealed partial class CanonicalForm
{
    public CanonicalForm Member(string name, CheckConstraint? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, ObjectName value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, ObjectName? value) => value is { } known ? Member(name, known) : this;

    public CanonicalForm Member(string name, Column? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, Computed? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, ColumnType? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, ForeignKey? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, PrimaryKey? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, UniqueConstraint? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, Index? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, Table? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, TableDistribution? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, Function? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, Policy? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, Sequence? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, Trigger? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, View? value) => Noun(name, value, Members);

    public CanonicalForm Member(string name, DefaultValue? value) => One(name, value, Write);

    private void Members(CheckConstraint value) =>
        Member(nameof(CheckConstraint.Expression), value.Expression)
            .Member(nameof(CheckConstraint.IsNotValid), value.IsNotValid)
            .Member(nameof(CheckConstraint.Name), value.Name);

    private void Members(ObjectName value) =>
        Member(nameof(ObjectName.Name), value.Name).Member(nameof(ObjectName.Schema), value.Schema);

    private void Members(Column value) =>
        Member(nameof(Column.Collation), value.Collation)
            .Member(nameof(Column.Computed), value.Computed)
            .Member(nameof(Column.Default), value.Default)
            .Member(nameof(Column.Description), value.Description)
            .Word(nameof(Column.Identity), value.Identity)
            .Member(nameof(Column.IsNullable), value.IsNullable)
            .Member(nameof(Column.Name), value.Name)
            .Member(nameof(Column.OnNull), value.OnNull)
            .Member(nameof(Column.Type), value.Type);

    private void Members(Computed value) =>
        Member(nameof(Computed.Expression), value.Expression).Member(nameof(Computed.IsStored), value.IsStored);

    private void Members(ColumnType value) =>
        Member(nameof(ColumnType.Custom), value.Custom)
            .Member(nameof(ColumnType.Kind), value.Kind)
            .Member(nameof(ColumnType.Scale), value.Scale)
            .Member(nameof(ColumnType.Size), value.Size);

    private void Members(ForeignKey value) =>
        Member(nameof(ForeignKey.Columns), value.Columns)
            .Member(nameof(ForeignKey.IsDeferred), value.IsDeferred)
            .Member(nameof(ForeignKey.IsNotValid), value.IsNotValid)
            .Member(nameof(ForeignKey.Name), value.Name)
            .Member(nameof(ForeignKey.OnDelete), value.OnDelete)
            .Member(nameof(ForeignKey.OnUpdate), value.OnUpdate)
            .Member(nameof(ForeignKey.ReferencedColumns), value.ReferencedColumns)
            .Member(nameof(ForeignKey.References), value.References);

    private void Members(PrimaryKey value) =>
        Member(nameof(PrimaryKey.Columns), value.Columns)
            .Member(nameof(PrimaryKey.Name), value.Name)
            .Member(nameof(PrimaryKey.OnConflict), value.OnConflict)
            .Nouns(nameof(PrimaryKey.Sorting), value.Sorting, Members);

    private void Members(UniqueConstraint value) =>
        Member(nameof(UniqueConstraint.Columns), value.Columns)
            .Member(nameof(UniqueConstraint.Name), value.Name)
            .Member(nameof(UniqueConstraint.OnConflict), value.OnConflict)
            .Nouns(nameof(UniqueConstraint.Sorting), value.Sorting, Members);

    private void Members(Index value) =>
        Nouns(nameof(Index.Columns), value.Columns, Members)
            .Member(nameof(Index.Filter), value.Filter)
            .Member(nameof(Index.Includes), value.Includes)
            .Member(nameof(Index.IsUnique), value.IsUnique)
            .Member(nameof(Index.Method), value.Method)
            .Member(nameof(Index.Name), value.Name)
            .Member(nameof(Index.NullsDistinct), value.NullsDistinct)
            .Member(nameof(Index.Parameters), value.Parameters)
            .Member(nameof(Index.Tablespace), value.Tablespace);

    private void Members(IndexColumn value) =>
        Member(nameof(IndexColumn.Collation), value.Collation)
            .Member(nameof(IndexColumn.IsDescending), value.IsDescending)
            .Member(nameof(IndexColumn.IsExpression), value.IsExpression)
            .Member(nameof(IndexColumn.Name), value.Name)
            .Member(nameof(IndexColumn.NullsFirst), value.NullsFirst)
            .Member(nameof(IndexColumn.OperatorClass), value.OperatorClass);

    private void Members(TableDistribution value) =>
        Member(nameof(TableDistribution.ColocatedWith), value.ColocatedWith)
            .Member(nameof(TableDistribution.Column), value.Column);

    private void Members(Table value) =>
        Nouns(nameof(Table.Checks), value.Checks, Members)
            .Nouns(nameof(Table.Columns), value.Columns, Members)
            .Member(nameof(Table.Description), value.Description)
            .Member(nameof(Table.Distribution), value.Distribution)
            .Nouns(nameof(Table.ForeignKeys), value.ForeignKeys, Members)
            .Nouns(nameof(Table.Indexes), value.Indexes, Members)
            .Member(nameof(Table.Name), value.Name)
            .Member(nameof(Table.Options), value.Options)
            .Member(nameof(Table.PartitionOf), value.PartitionOf)
            .Member(nameof(Table.Partitioning), value.Partitioning)
            .Nouns(nameof(Table.Policies), value.Policies, Members)
            .Member(nameof(Table.PrimaryKey), value.PrimaryKey)
            .Member(nameof(Table.RowSecurity), value.RowSecurity)
            .Member(nameof(Table.Server), value.Server)
            .Nouns(nameof(Table.Triggers), value.Triggers, Members)
            .Nouns(nameof(Table.Uniques), value.Uniques, Members)
            .Member(nameof(Table.Unmodelled), value.Unmodelled);

    private void Members(Function value) =>
        Member(nameof(Function.Body), value.Body)
            .Member(nameof(Function.IsSecurityDefiner), value.IsSecurityDefiner)
            .Member(nameof(Function.Language), value.Language)
            .Member(nameof(Function.Name), value.Name)
            .Member(nameof(Function.Parameters), value.Parameters)
            .Member(nameof(Function.Returns), value.Returns)
            .Member(nameof(Function.SearchPath), value.SearchPath)
            .Member(nameof(Function.Volatility), value.Volatility);

    private void Members(Policy value) =>
        Member(nameof(Policy.Command), value.Command)
            .Member(nameof(Policy.IsRestrictive), value.IsRestrictive)
            .Member(nameof(Policy.Name), value.Name)
            .Member(nameof(Policy.Roles), value.Roles)
            .Member(nameof(Policy.Using), value.Using)
            .Member(nameof(Policy.WithCheck), value.WithCheck);

    private void Members(Sequence value) =>
        Member(nameof(Sequence.Cache), value.Cache)
            .Member(nameof(Sequence.Cycle), value.Cycle)
            .Member(nameof(Sequence.Increment), value.Increment)
            .Member(nameof(Sequence.MaxValue), value.MaxValue)
            .Member(nameof(Sequence.MinValue), value.MinValue)
            .Member(nameof(Sequence.Name), value.Name)
            .Member(nameof(Sequence.StartWith), value.StartWith);

    private void Members(Trigger value) =>
        Member(nameof(Trigger.Body), value.Body)
            .Member(nameof(Trigger.Event), value.Event)
            .Member(nameof(Trigger.Name), value.Name)
            .Member(nameof(Trigger.Timing), value.Timing)
            .Member(nameof(Trigger.Touches), value.Touches)
            .Member(nameof(Trigger.When), value.When);

    private void Members(View value) =>
        Member(nameof(View.IsMaterialized), value.IsMaterialized)
            .Member(nameof(View.Name), value.Name)
            .Member(nameof(View.Query), value.Query);

    private void Write(DefaultValue value) => Named(value, Members);

    private void Members(DefaultValue value)
    {
        switch (value)
        {
            case LiteralDefault literal:
                One(nameof(LiteralDefault.Value), literal.Value, Write);
                break;
            case ExpressionDefault expression:
                Member(nameof(ExpressionDefault.Sql), expression.Sql);
                break;
            case FunctionDefault made:
                Member(nameof(FunctionDefault.Function), made.Function);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such default.");
        }
    }
}
