using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.SqlServer;

namespace Provisioning.SampleMigrations.Versions;

/// <summary>Written for SQL Server first.</summary>
[Migration(20210107_0000)]
public sealed class AlsoForSqlServer : AutoReversingMigration
{
    public override void Up()
    {
        Create
            .Table("Rooms")
            .WithColumn("Id")
            .AsInt32()
            .PrimaryKey()
            .Identity(1, 1)
            .WithColumn("Key")
            .AsGuid()
            .RowGuid()
            .Nullable()
            .WithColumn("Note")
            .AsString(int.MaxValue)
            .Sparse()
            .Nullable();
        Create.UniqueConstraint("UC_Rooms").OnTable("Rooms").Columns("Key", "Note").NonClustered();
        Create.Index("IX_Rooms").OnTable("Rooms").OnColumn("Key").Ascending().WithOptions().Online();
    }
}

[Migration(20210108_0000)]
public sealed class WithAnExpressionOfItsOwn : Migration
{
    public override void Up() =>
        ((IMigrationContextAccessor)Create).GetMigrationContext().Expressions.Add(new FillRooms { Count = 3 });

    public override void Down() => Delete.FromTable("Rooms").AllRows();

    private sealed class FillRooms : MigrationExpressionBase
    {
        public int Count { get; init; }

        public override void ExecuteWith(IMigrationProcessor processor)
        {
            for (var i = 0; i < Count; i++)
            {
                processor.Execute("INSERT INTO \"Rooms\" (\"Note\") VALUES ('{0}')", i);
            }
        }
    }
}
