using Provisioning.Schema;

namespace Provisioning.Sqlite;

// What only the SQL knows that made an object: names of constraints, checks, expressions, predicates.
internal static partial class SqliteInspector
{
    private enum DeclaredKind
    {
        PrimaryKey,
        Unique,
        Check,
        ForeignKey,
    }

    private sealed record Declared(DeclaredKind Kind, string? Name, ValueList<string> Columns, string Expression = "");

    /// <summary>Reads a CREATE TABLE: its constraints in the order of the text, and what columns say of themselves.</summary>
    internal sealed class TableDeclaration
    {
        private static readonly string[] ConstraintWords = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
        private readonly Tokens _tokens;
        private readonly List<Declared> _constraints = [];
        private string? _column;
        private string? _name;
        private ValueList<string> _foreign = [];

        public TableDeclaration(string sql)
        {
            _tokens = new(sql);
            var open = 0;
            while (open < _tokens.Count && !_tokens.IsOpen(open))
            {
                open++;
            }

            foreach (var (from, to) in open < _tokens.Count ? _tokens.Items(open) : [])
            {
                ReadItem(from, to);
            }
        }

        /// <summary>The column that numbers rows; null for none.</summary>
        public string? Numbering { get; private set; }

        /// <summary>The expressions of generated columns.</summary>
        public Dictionary<string, string> Computed { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The collations that columns name.</summary>
        public Dictionary<string, string> Collations { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The names of the foreign keys in the order of the text, null for one without a name.</summary>
        public IReadOnlyList<string?> ForeignKeys => [.. Of(DeclaredKind.ForeignKey).Select(constraint => constraint.Name)];

        /// <summary>The primary key's name; null where it has none.</summary>
        public string? PrimaryKey => Of(DeclaredKind.PrimaryKey).FirstOrDefault()?.Name;

        /// <summary>The unique constraints.</summary>
        public IEnumerable<UniqueConstraint> Uniques => Of(DeclaredKind.Unique).Select(found => new UniqueConstraint(found.Name, found.Columns));

        /// <summary>The checks.</summary>
        public IEnumerable<CheckConstraint> Checks => Of(DeclaredKind.Check).Select(found => new CheckConstraint(found.Name, found.Expression));

        /// <summary>Whether a constraint has the name.</summary>
        public bool Names(string constraint) =>
            _constraints.Any(found => string.Equals(found.Name, constraint, StringComparison.OrdinalIgnoreCase));

        private IEnumerable<Declared> Of(DeclaredKind kind) => _constraints.Where(constraint => constraint.Kind == kind);

        private void ReadItem(int from, int to)
        {
            var isConstraint = ConstraintWords.Any(word => _tokens.Is(from, word));
            (_column, _name) = (isConstraint ? null : _tokens.Name(from), null);
            for (var at = isConstraint ? from : from + 1; at < to;)
            {
                at = _tokens.IsOpen(at) ? _tokens.Close(at) + 1 : _tokens.IsWord(at) ? Read(at) : at + 1;
            }
        }

        // Reads what begins with the word there and returns the place behind it; parentheses behind that are passed over by the caller.
        private int Read(int at)
        {
            switch (_tokens.Word(at))
            {
                case "CONSTRAINT":
                    _name = _tokens.Name(at + 1);
                    return at + 2;
                case "PRIMARY":
                    return Add(DeclaredKind.PrimaryKey, Columns(at + 2), at + 2);
                case "UNIQUE":
                    return Add(DeclaredKind.Unique, Columns(at + 1), at + 1);
                case "FOREIGN":
                    _foreign = Columns(at + 2);
                    return at + 2;
                case "REFERENCES":
                    return Add(DeclaredKind.ForeignKey, _column is null ? _foreign : [_column], at + 2);
                case "CHECK" when _tokens.IsOpen(at + 1):
                    _constraints.Add(new(DeclaredKind.Check, _name, [], _tokens.Expression(at + 1, _tokens.Close(at + 1) + 1)));
                    return Unnamed(at + 1);
                case "AS" when _tokens.IsOpen(at + 1) && _column is not null:
                    Computed[_column] = _tokens.Expression(at + 1, _tokens.Close(at + 1) + 1);
                    return Unnamed(at + 1);
                case "COLLATE" when _column is not null:
                    Collations[_column] = _tokens.Name(at + 1);
                    return Unnamed(at + 2);
                case "AUTOINCREMENT":
                    Numbering = _column;
                    return at + 1;
                case "DEFAULT" when !_tokens.Is(at - 1, "SET"):
                    return Unnamed(_tokens.IsOpen(at + 1) ? at + 1 : _tokens.IsSymbol(at + 1, '-') || _tokens.IsSymbol(at + 1, '+') ? at + 3 : at + 2);
                case "NULL":
                    return Unnamed(at + 1);
                default:
                    return at + 1;
            }
        }

        private int Add(DeclaredKind kind, ValueList<string> columns, int next)
        {
            _constraints.Add(new(kind, _name, columns));
            return Unnamed(next);
        }

        private int Unnamed(int next)
        {
            _name = null;
            return next;
        }

        private ValueList<string> Columns(int open)
        {
            if (_column is not null || !_tokens.IsOpen(open))
            {
                return _column is null ? [] : [_column];
            }

            var items = _tokens.Items(open).ToArray();
            Numbering ??= items is [var (from, to)] && _tokens.Is(to - 1, "AUTOINCREMENT") ? _tokens.Name(from) : null;
            return items.Select(item => _tokens.Name(item.From)).ToValueList();
        }
    }

    /// <summary>Reads a CREATE INDEX: the text of each column or expression, and the predicate.</summary>
    private sealed class IndexDeclaration
    {
        public IndexDeclaration(string sql)
        {
            var tokens = new Tokens(sql);
            var open = tokens.Find(0, "ON");
            while (open < tokens.Count && !tokens.IsOpen(open))
            {
                open++;
            }

            if (open < tokens.Count)
            {
                Columns = [.. tokens.Items(open).Select(item => Column(tokens, item.From, item.To))];
                var where = tokens.Find(tokens.Close(open), "WHERE");
                Filter = where < tokens.Count ? tokens.Expression(where + 1, tokens.Count) : null;
            }
        }

        public IReadOnlyList<string> Columns { get; } = [];

        public string? Filter { get; }

        private static string Column(Tokens tokens, int from, int to)
        {
            to -= tokens.Is(to - 1, "ASC") || tokens.Is(to - 1, "DESC") ? 1 : 0;
            to -= to - 2 > from && tokens.Is(to - 2, "COLLATE") ? 2 : 0;
            return tokens.Expression(from, to);
        }
    }

    private static Trigger TriggerFrom(string name, string sql)
    {
        var tokens = new Tokens(sql);
        var at = tokens.Find(0, "TRIGGER") + 1;
        at += tokens.Is(at, "IF") ? 3 : 0;
        at += tokens.IsSymbol(at + 1, '.') ? 3 : 1;
        var timing = tokens.Is(at, "AFTER") ? TriggerTiming.After : TriggerTiming.Before;
        at += tokens.Is(at, "AFTER") || tokens.Is(at, "BEFORE") ? 1 : 0;
        var on = tokens.Is(at, "INSERT") ? TriggerEvent.Insert : tokens.Is(at, "DELETE") ? TriggerEvent.Delete : TriggerEvent.Update;
        return new(name, timing, on) { Body = sql };
    }
}
