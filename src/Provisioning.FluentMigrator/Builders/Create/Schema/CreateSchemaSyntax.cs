using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Create.Schema;

/// <summary>A new schema.</summary>
public interface ICreateSchemaOptionsSyntax : IFluentSyntax;
