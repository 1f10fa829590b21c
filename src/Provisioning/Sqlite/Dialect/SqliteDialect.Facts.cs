using Provisioning.Dialects;

namespace Provisioning.Sqlite.Dialect;

// What statements do to the rows of a table. What they lock is the file.
public partial class SqliteDialect
{
    /// <inheritdoc />
    public override StatementFacts Facts(SqlStatement statement, Surroundings around)
    {
        if (statement.Facts is { } known)
        {
            return known;
        }

        if (statement.IsCode)
        {
            return StatementFacts.Unknown;
        }

        var words = Words(statement.Text);
        var facts = new StatementFacts { Basis = FactBasis.Table };
        if (words.Is(0, "ALTER"))
        {
            var (table, end) = words.Name(2);
            return words.Is(end, "DROP") ? facts with { Rewrites = [table], Scans = [table] }
                : words.Is(end, "ADD") && (words.All("CHECK").Any() || words.All("NOT").Any())
                    ? facts with
                    {
                        Scans = [table],
                    }
                : facts;
        }

        if (words.Is(0, "CREATE") && words.Is(words.Is(1, "UNIQUE") ? 2 : 1, "INDEX"))
        {
            var on = words.Find(2, "ON");
            return facts with { Scans = [words.Name(on + 1).Name] };
        }

        return words.Is(0, "UPDATE", "DELETE")
            ? facts with
            {
                Scans = [words.Name(words.Is(1, "FROM") ? 2 : 1).Name],
            }
            : facts;
    }
}
