using System.Text;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>The structure of a database as text that can be kept, reviewed and compared: the same structure is the same
/// text.</summary>
/// <param name="Engine">The engine's name: <c>postgresql</c>, <c>sqlite</c>.</param>
/// <param name="Lines">The structure.</param>
public sealed record StructureSnapshot(string Engine, IReadOnlyList<StructureLine> Lines)
{
    private const string Mark = "# structure of ";
    private const string Middle = " on ";
    private const string Indent = "  ";

    /// <summary>Whether it was read from a file, which says less about SQL than a database does: all of a line is then
    /// compared by its tokens.</summary>
    public bool IsKept { get; private init; }

    /// <summary>What the lines say, as a value; null for what was read from a file, which holds text alone.</summary>
    public StructureModel? Structure { get; init; }

    /// <summary>Whether what a platform puts there was there as well; null where that is not known.</summary>
    public bool? IsOnPlatform { get; init; }

    /// <summary>The structure of a live database, which is only read.</summary>
    /// <exception cref="ConnectionFailedException">It cannot be reached.</exception>
    public static async Task<StructureSnapshot> ReadAsync(
        Database database,
        VersionTable versions,
        HostingPlatform? platform,
        CancellationToken token
    )
    {
        await using var session = await database.OpenAsync(token);
        var structure = await LiveStructure.ReadAsync(session, versions, platform, token);
        return new(database.Dialect.Name, structure.Lines)
        {
            Structure = structure.Structure,
            IsOnPlatform = platform?.IsIn(session) is true,
        };
    }

    /// <summary>The structure that SQL makes in an empty database, which is dropped again.</summary>
    /// <param name="sql">The SQL: one statement or several.</param>
    /// <param name="scratch">The database. It is not there yet.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ConnectionFailedException">The database cannot be created.</exception>
    /// <exception cref="StatementFailedException">A statement fails.</exception>
    /// <exception cref="OperationNotSupportedException">It is no SQL, or holds what cannot be run so.</exception>
    public static Task<StructureSnapshot> OfScriptAsync(string sql, Database scratch, CancellationToken token) =>
        scratch.UseOnceAsync(
            async () =>
            {
                await using (var session = await scratch.OpenAsync(token))
                {
                    var statements = scratch.Dialect.Render(new ExecuteSql(sql));
                    await session.ExecuteAsync([.. statements.Where(statement => !statement.IsLeftOut)], token);
                }

                return await ReadAsync(scratch, new(), platform: null, token);
            },
            token
        );

    /// <summary>The same with what its lines say as a value, which a file does not hold: the structure is made in an
    /// empty database, which is dropped again, and compared with the lines.</summary>
    /// <param name="scratch">The database, of the same engine. It is not there yet.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ConnectionFailedException">The database cannot be created.</exception>
    /// <exception cref="StructureNotCarriedException">The lines do not say enough.</exception>
    public Task<StructureSnapshot> BuiltAsync(Database scratch, CancellationToken token) =>
        scratch.UseOnceAsync(
            async () =>
            {
                var script = new SnapshotScript([.. Lines.Select(line => line.Printed())], scratch.Dialect);
                await using (var session = await scratch.OpenAsync(token))
                {
                    await RunAsync(session, script.Statements, token);
                }

                await using (var session = await scratch.OpenAsync(token))
                {
                    await RunAsync(session, script.Beyond(await session.InspectAsync(token)), token);
                }

                var made = await ReadAsync(scratch, new(), platform: null, token);
                var found = To(made, scratch.Dialect);
                return found.IsAlike
                    ? this with
                    {
                        Structure = made.Structure,
                        Lines = made.Lines,
                        IsKept = false,
                    }
                    : throw new StructureNotCarriedException(found);
            },
            token
        );

    private static async Task RunAsync(DatabaseSession session, IReadOnlyList<string> sql, CancellationToken token)
    {
        foreach (var statement in sql)
        {
            await session.ExecuteAsync(session.Database.Dialect.Render(new ExecuteSql(statement)), token);
        }
    }

    /// <summary>The text: a heading, then each table, view and other object with its lines indented under it.</summary>
    /// <param name="system">What the heading calls it.</param>
    public string Write(string system)
    {
        var text = new StringBuilder($"{Mark}{system}{Middle}{Engine}\n");
        foreach (var part in Lines.Select(line => line.Printed()).GroupBy(line => line.Of, StringComparer.Ordinal))
        {
            text.Append('\n').Append(part.Key).Append('\n');
            foreach (var line in part)
            {
                text.Append(Indent).Append(line.Text.ReplaceLineEndings($"\n{Indent}{Indent}")).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Reads the text again.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static StructureSnapshot Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (
            !lines[0].StartsWith(Mark, StringComparison.Ordinal)
            || lines[0].LastIndexOf(Middle, StringComparison.Ordinal) is var middle && middle < Mark.Length
        )
        {
            throw new FormatException($"It does not begin with \"{Mark}…\".");
        }

        var found = new List<StructureLine>();
        var of = "";
        for (var at = 1; at < lines.Length; at++)
        {
            var line = lines[at];
            if (line.StartsWith(Indent + Indent, StringComparison.Ordinal) && found.Count > 0)
            {
                found[^1] = found[^1] with { Text = $"{found[^1].Text}\n{line[(2 * Indent.Length)..]}" };
            }
            else if (line.StartsWith(Indent, StringComparison.Ordinal) && of.Length > 0)
            {
                found.Add(new(of, line[Indent.Length..], []));
            }
            else if (line.Length > 0 && line[0] is not ' ')
            {
                of = line;
            }
            else if (line.Length > 0)
            {
                throw new FormatException($"Line {at + 1} belongs to nothing.");
            }
        }

        return new(lines[0][(middle + Middle.Length)..].Trim(), found) { IsKept = true };
    }

    /// <summary>What the other has that this has not, and the other way round.</summary>
    /// <param name="other">A structure of the same engine.</param>
    /// <param name="dialect">The engine's.</param>
    public StructureComparison To(StructureSnapshot other, Dialect dialect)
    {
        if (!IsKept && !other.IsKept)
        {
            return StructureComparison.Of(Lines, other.Lines, dialect);
        }

        IReadOnlyList<StructureLine> Tokens(StructureSnapshot one) =>
            [
                .. one
                    .Lines.Select(line => line.Printed())
                    .Select(line => new StructureLine(line.Of, line.Text, []) { SqlStart = 0 }),
            ];
        return StructureComparison.Of(Tokens(this), Tokens(other), dialect);
    }
}
