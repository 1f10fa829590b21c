using Provisioning.Schema;
using Index = Provisioning.Schema.Index;

namespace Provisioning.Operations;

/// <content>The nouns that operations are about, each with its members in the order of their names.</content>
internal sealed partial class CanonicalForm
{
    public CanonicalForm Member(string name, CheckConstraint? value) => One(name, value, Write);

    public CanonicalForm Member(string name, ObjectName value)
    {
        _writer.WritePropertyName(name);
        Write(value);
        return this;
    }

    public CanonicalForm Member(string name, Column? value) => One(name, value, Write);

    public CanonicalForm Member(string name, Computed? value) => One(name, value, Write);

    public CanonicalForm Member(string name, ColumnType? value) => One(name, value, Write);

    public CanonicalForm Member(string name, ForeignKey? value) => One(name, value, Write);

    public CanonicalForm Member(string name, PrimaryKey? value) => One(name, value, Write);

    public CanonicalForm Member(string name, UniqueConstraint? value) => One(name, value, Write);

    public CanonicalForm Member(string name, Index? value) => One(name, value, Write);

    public CanonicalForm Member(string name, Table? value) => One(name, value, Write);

    public CanonicalForm Member(string name, Function? value) => One(name, value, Write);

    public CanonicalForm Member(string name, Policy? value) => One(name, value, Write);

    public CanonicalForm Member(string name, Sequence? value) => One(name, value, Write);

    public CanonicalForm Member(string name, Trigger? value) => One(name, value, Write);

    public CanonicalForm Member(string name, View? value) => One(name, value, Write);

    public CanonicalForm Member(string name, DefaultValue? value) => One(name, value, Write);

    private void Write(CheckConstraint value)
    {
        _writer.WriteStartObject();
        Member(nameof(CheckConstraint.Expression), value.Expression).Member(nameof(CheckConstraint.Name), value.Name);
        _writer.WriteEndObject();
    }

    private void Write(ObjectName value)
    {
        _writer.WriteStartObject();
        Member(nameof(ObjectName.Name), value.Name).Member(nameof(ObjectName.Schema), value.Schema);
        _writer.WriteEndObject();
    }

    private void Write(Column value)
    {
        _writer.WriteStartObject();
        Member(nameof(Column.Collation), value.Collation)
            .Member(nameof(Column.Computed), value.Computed)
            .Member(nameof(Column.Default), value.Default)
            .Member(nameof(Column.Description), value.Description)
            .Word(nameof(Column.Identity), value.Identity)
            .Member(nameof(Column.IsNullable), value.IsNullable)
            .Member(nameof(Column.Name), value.Name)
            .Member(nameof(Column.OnNull), value.OnNull)
            .Member(nameof(Column.Type), value.Type);
        _writer.WriteEndObject();
    }

    private void Write(Computed value)
    {
        _writer.WriteStartObject();
        Member(nameof(Computed.Expression), value.Expression).Member(nameof(Computed.IsStored), value.IsStored);
        _writer.WriteEndObject();
    }

    private void Write(ColumnType value)
    {
        _writer.WriteStartObject();
        Member(nameof(ColumnType.Custom), value.Custom)
            .Member(nameof(ColumnType.Kind), value.Kind)
            .Member(nameof(ColumnType.Scale), value.Scale)
            .Member(nameof(ColumnType.Size), value.Size);
        _writer.WriteEndObject();
    }

    private void Write(ForeignKey value)
    {
        _writer.WriteStartObject();
        Member(nameof(ForeignKey.Columns), value.Columns)
            .Member(nameof(ForeignKey.IsDeferred), value.IsDeferred)
            .Member(nameof(ForeignKey.Name), value.Name)
            .Member(nameof(ForeignKey.OnDelete), value.OnDelete)
            .Member(nameof(ForeignKey.OnUpdate), value.OnUpdate)
            .Member(nameof(ForeignKey.ReferencedColumns), value.ReferencedColumns)
            .Member(nameof(ForeignKey.References), value.References);
        _writer.WriteEndObject();
    }

    private void Write(PrimaryKey value)
    {
        _writer.WriteStartObject();
        Member(nameof(PrimaryKey.Columns), value.Columns)
            .Member(nameof(PrimaryKey.Name), value.Name)
            .Member(nameof(PrimaryKey.OnConflict), value.OnConflict)
            .List(nameof(PrimaryKey.Sorting), value.Sorting, Write);
        _writer.WriteEndObject();
    }

    private void Write(UniqueConstraint value)
    {
        _writer.WriteStartObject();
        Member(nameof(UniqueConstraint.Columns), value.Columns)
            .Member(nameof(UniqueConstraint.Name), value.Name)
            .Member(nameof(UniqueConstraint.OnConflict), value.OnConflict)
            .List(nameof(UniqueConstraint.Sorting), value.Sorting, Write);
        _writer.WriteEndObject();
    }

    private void Write(Index value)
    {
        _writer.WriteStartObject();
        List(nameof(Index.Columns), value.Columns, Write)
            .Member(nameof(Index.Filter), value.Filter)
            .Member(nameof(Index.Includes), value.Includes)
            .Member(nameof(Index.IsUnique), value.IsUnique)
            .Member(nameof(Index.Method), value.Method)
            .Member(nameof(Index.Name), value.Name)
            .Member(nameof(Index.NullsDistinct), value.NullsDistinct)
            .Member(nameof(Index.Parameters), value.Parameters)
            .Member(nameof(Index.Tablespace), value.Tablespace);
        _writer.WriteEndObject();
    }

    private void Write(IndexColumn value)
    {
        _writer.WriteStartObject();
        Member(nameof(IndexColumn.Collation), value.Collation)
            .Member(nameof(IndexColumn.IsDescending), value.IsDescending)
            .Member(nameof(IndexColumn.IsExpression), value.IsExpression)
            .Member(nameof(IndexColumn.Name), value.Name)
            .Member(nameof(IndexColumn.NullsFirst), value.NullsFirst)
            .Member(nameof(IndexColumn.OperatorClass), value.OperatorClass);
        _writer.WriteEndObject();
    }

    private void Write(Table value)
    {
        _writer.WriteStartObject();
        List(nameof(Table.Checks), value.Checks, Write)
            .List(nameof(Table.Columns), value.Columns, Write)
            .Member(nameof(Table.Description), value.Description)
            .List(nameof(Table.ForeignKeys), value.ForeignKeys, Write)
            .List(nameof(Table.Indexes), value.Indexes, Write)
            .Member(nameof(Table.Name), value.Name)
            .Member(nameof(Table.Options), value.Options)
            .List(nameof(Table.Policies), value.Policies, Write)
            .Member(nameof(Table.PrimaryKey), value.PrimaryKey)
            .Member(nameof(Table.RowSecurity), value.RowSecurity)
            .List(nameof(Table.Triggers), value.Triggers, Write)
            .List(nameof(Table.Uniques), value.Uniques, Write)
            .Member(nameof(Table.Unmodelled), value.Unmodelled);
        _writer.WriteEndObject();
    }

    private void Write(Function value)
    {
        _writer.WriteStartObject();
        Member(nameof(Function.Body), value.Body)
            .Member(nameof(Function.IsSecurityDefiner), value.IsSecurityDefiner)
            .Member(nameof(Function.Language), value.Language)
            .Member(nameof(Function.Name), value.Name)
            .Member(nameof(Function.Parameters), value.Parameters)
            .Member(nameof(Function.Returns), value.Returns)
            .Member(nameof(Function.SearchPath), value.SearchPath)
            .Member(nameof(Function.Volatility), value.Volatility);
        _writer.WriteEndObject();
    }

    private void Write(Policy value)
    {
        _writer.WriteStartObject();
        Member(nameof(Policy.Command), value.Command)
            .Member(nameof(Policy.IsRestrictive), value.IsRestrictive)
            .Member(nameof(Policy.Name), value.Name)
            .Member(nameof(Policy.Roles), value.Roles)
            .Member(nameof(Policy.Using), value.Using)
            .Member(nameof(Policy.WithCheck), value.WithCheck);
        _writer.WriteEndObject();
    }

    private void Write(Sequence value)
    {
        _writer.WriteStartObject();
        Member(nameof(Sequence.Cache), value.Cache)
            .Member(nameof(Sequence.Cycle), value.Cycle)
            .Member(nameof(Sequence.Increment), value.Increment)
            .Member(nameof(Sequence.MaxValue), value.MaxValue)
            .Member(nameof(Sequence.MinValue), value.MinValue)
            .Member(nameof(Sequence.Name), value.Name)
            .Member(nameof(Sequence.StartWith), value.StartWith);
        _writer.WriteEndObject();
    }

    private void Write(Trigger value)
    {
        _writer.WriteStartObject();
        Member(nameof(Trigger.Body), value.Body)
            .Member(nameof(Trigger.Event), value.Event)
            .Member(nameof(Trigger.Name), value.Name)
            .Member(nameof(Trigger.Timing), value.Timing)
            .Member(nameof(Trigger.Touches), value.Touches)
            .Member(nameof(Trigger.When), value.When);
        _writer.WriteEndObject();
    }

    private void Write(View value)
    {
        _writer.WriteStartObject();
        Member(nameof(View.IsMaterialized), value.IsMaterialized)
            .Member(nameof(View.Name), value.Name)
            .Member(nameof(View.Query), value.Query);
        _writer.WriteEndObject();
    }

    private void Write(DefaultValue value)
    {
        _writer.WriteStartObject();
        _writer.WriteStartObject(value.GetType().Name);
        _ = value switch
        {
            LiteralDefault literal => One(nameof(LiteralDefault.Value), literal.Value, Write),
            ExpressionDefault expression => Member(nameof(ExpressionDefault.Sql), expression.Sql),
            FunctionDefault made => Member(nameof(FunctionDefault.Function), made.Function),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, "There are three kinds of default."),
        };
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }
}
