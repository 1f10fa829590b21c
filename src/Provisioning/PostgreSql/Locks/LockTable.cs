using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Locks;

/// <summary>What kinds of statement lock, rewrite and read in full, as it was measured on PostgreSQL 15; the tests
/// measure every row again. What is new in the same transaction is never in anyone's way, and is in no row.</summary>
internal static class LockTable
{
    // AS ACCESS SHARE, RS ROW SHARE, RE ROW EXCLUSIVE, SUE SHARE UPDATE EXCLUSIVE, S SHARE, SRE SHARE ROW EXCLUSIVE,
    // E EXCLUSIVE, AE ACCESS EXCLUSIVE. "parent" is what a foreign key refers to, "referring" what refers to the table.
    private const string Rows = """
        add column                          | table AE                 |        |
        add column, made for each row       | table AE                 | table  | table
        add column with a check             | table AE                 |        | table
        add column with a key               | table AE                 |        | table
        add column that refers              | table AE, parent SRE     |        |
        add column that refers, with a value| table AE, parent SRE     |        | table, parent
        drop column                         | table AE, parent AE, referring AE | |
        alter column                        | table AE                 |        |
        alter column, free type             | table AE                 |        |
        alter column, read again            | table AE                 |        | table
        alter column, other type            | table AE                 | table  | table
        alter column of a key               | table AE, parent AE, referring AE | |
        alter column of a key, other type   | table AE, parent AE, referring AE | table | parent, referring
        set not null                        | table AE                 |        | table
        set not null, proven                | table AE                 |        |
        column setting                      | table SUE                |        |
        change numbering                    | table AE, sequence SRE   |        |
        drop numbering                      | table AE, sequence AE    |        |
        add check                           | table AE                 |        | table
        add check, not valid                | table AE                 |        |
        add unique or primary key           | table AE, partition S    |        | table, partition
        add key by index                    | table AE                 |        |
        add primary key by index, nullable  | table AE                 |        | table
        add exclusion                       | table AE                 |        | table
        add foreign key                     | table SRE, parent SRE    |        | table, parent
        add foreign key, not valid          | table SRE, parent SRE    |        |
        validate check                      | table SUE                |        | table
        validate foreign key                | table SUE, parent RS     |        | table, parent
        validate again                      | table SUE                |        |
        alter constraint                    | table AE                 |        |
        drop constraint                     | table AE, parent AE, referring AE | |
        rename                              | table AE                 |        |
        table setting                       | table SUE                |        |
        table attribute                     | table AE                 |        |
        switch trigger                      | table SRE                |        |
        rewrite table                       | table AE                 | table  | table
        inherit                             | table AE, parent SUE     |        |
        do not inherit                      | table AE, parent AS      |        |
        attach partition                    | table SUE, partition AE, default AE | | partition, default
        attach partition, proven            | table SUE, partition AE, default AE | | default
        detach partition                    | table AE, partition AE, default AE | |
        detach partition concurrently       | table SUE, partition AE  |        |
        create table that refers            | parent SRE               |        |
        create table like                   | source AS                |        |
        create table as                     | source AS                |        | source
        create partition                    | table AE, default AE     |        | default
        create child                        | parent SUE               |        |
        drop table                          | table AE, parent AE, referring AE | |
        truncate                            | table AE, referring AE   | table, referring |
        create index                        | table S                  |        | table
        create index on only                | table S                  |        |
        create index if it is missing       | table S                  |        |
        create index concurrently           | table SUE                |        | table
        drop index                          | table AE, index AE       |        |
        drop index concurrently             | table SUE, index SUE     |        |
        alter index                         | index SUE                |        |
        move index                          | index AE                 |        |
        attach index                        | index SUE, part AE, table AS |    |
        reindex                             | table S, index AE        |        | table
        reindex concurrently                | table SUE, index SUE     |        | table
        cluster                             | table AE                 | table  | table
        vacuum                              | table SUE                |        |
        analyze                             | table SUE                |        |
        vacuum full                         | table AE                 | table  | table
        create trigger                      | table SRE                |        |
        drop trigger                        | table AE                 |        |
        rule or policy                      | table AE                 |        |
        comment                             | table SUE                |        |
        comment on a part                   | table AS                 |        |
        publish                             | table SUE                |        |
        create statistics                   | table SUE                |        |
        create view                         | source AS                |        |
        replace view                        | view AE, source AS       |        |
        change view                         | view AE                  |        |
        create materialized view            | source AS                |        | source
        refresh                             | view AE, source AS       | view   | source, view
        refresh concurrently                | view E, source AS        |        | source, view
        alter sequence                      | sequence SRE             |        |
        own sequence                        | sequence SRE, table AS   |        |
        drop sequence                       | sequence AE              |        |
        set sequence                        | sequence RE              |        |
        alter type's attributes             | type AE                  |        |
        check domain                        | table S                  |        | table
        insert                              | table RE, parent RS, source AS |  |
        update                              | table RE, parent RS, source AS |  |
        delete                              | table RE, referring RS, changed RE, source AS | |
        change every row                    | table RE                 |        | table
        select                              | source AS                |        |
        select for update                   | source RS                |        |
        copy in                             | table RE, parent RS      |        |
        nothing                             |                          |        |
        """;

    private static readonly Dictionary<string, LockMode> Modes = new(StringComparer.Ordinal)
    {
        ["AS"] = LockMode.AccessShare,
        ["RS"] = LockMode.RowShare,
        ["RE"] = LockMode.RowExclusive,
        ["SUE"] = LockMode.ShareUpdateExclusive,
        ["S"] = LockMode.Share,
        ["SRE"] = LockMode.ShareRowExclusive,
        ["E"] = LockMode.Exclusive,
        ["AE"] = LockMode.AccessExclusive,
    };

    /// <summary>The rows by the kind of statement.</summary>
    public static IReadOnlyDictionary<string, LockRule> Rules { get; } =
        Rows.Split('\n').Select(Read).ToDictionary(rule => rule.Kind, StringComparer.Ordinal);

    private static LockRule Read(string row)
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        return new(
            cells[0],
            [.. Items(cells[1]).Select(item => item.Split(' ')).Select(item => (item[0], Modes[item[1]]))],
            Items(cells[2]),
            Items(cells[3])
        );
    }

    private static string[] Items(string cell) =>
        cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A row of the table.</summary>
/// <param name="Kind">The kind of statement.</param>
/// <param name="Locks">Which of its relations it locks, and how.</param>
/// <param name="Rewrites">Which of them it rewrites.</param>
/// <param name="Scans">Which of them it reads in full.</param>
internal sealed record LockRule(
    string Kind,
    IReadOnlyList<(string Role, LockMode Mode)> Locks,
    IReadOnlyList<string> Rewrites,
    IReadOnlyList<string> Scans
);
