using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;

namespace Provisioning.Sqlite.Inspection;

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

    private sealed record Declared(DeclaredKind Kind, string? Name, ValueList<string> Columns, string Expression = "")
    {
        public bool IsDeferred { get; init; }

        public ValueList<IndexColumn> Sorting { get; init; } = [];

        public string? OnConflict { get; init; }
    }

    /// <summary>Reads a CREATE TABLE: its constraints in the order of the text, and what columns say of
    /// themselves.</summary>
    internal sealed class TableDeclaration
    {
        private static readonly string[] ConstraintWords = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

        // Words that say nothing beyond what is read with others or elsewhere.
        private static readonly HashSet<string> Known =
        [
            "KEY",
            "NOT",
            "ON",
            "DELETE",
            "UPDATE",
            "SET",
            "CASCADE",
            "RESTRICT",
            "NO",
            "ACTION",
            "DEFERRABLE",
            "INITIALLY",
            "IMMEDIATE",
            "GENERATED",
            "ALWAYS",
            "STORED",
            "VIRTUAL",
            "ASC",
            "DEFAULT",
        ];

        private readonly SqliteTokens _tokens;
        private readonly List<Declared> _constraints = [];
        private readonly List<string> _unknown = [];
        private bool _isInType;
        private string? _column;
        private string? _name;
        private ValueList<string> _foreign = [];
        private ValueList<IndexColumn> _sorting = [];
        private bool _isNullLast;
        private bool _isInteger;

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

            Options = open < _tokens.Count ? ReadOptions(_tokens.Close(open) + 1) : [];
        }

        /// <summary>The options after the column list: <c>WITHOUT ROWID</c>, <c>STRICT</c>.</summary>
        public ValueList<string> Options { get; }

        /// <summary>The words that are not understood.</summary>
        public ValueList<string> Unknown => _unknown.ToValueList();

        /// <summary>The column that numbers rows; null for none.</summary>
        public string? Numbering { get; private set; }

        /// <summary>The expressions of generated columns.</summary>
        public Dictionary<string, string> Computed { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>What happens to NULL in columns that take none, where they say so.</summary>
        public Dictionary<string, string> OnNull { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The collations that columns name.</summary>
        public Dictionary<string, string> Collations { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The foreign keys in the order of the text: a name, null for none, and whether it is
        /// deferred.</summary>
        public IReadOnlyList<(string? Name, bool IsDeferred)> ForeignKeys =>
            [.. Of(DeclaredKind.ForeignKey).Select(constraint => (constraint.Name, constraint.IsDeferred))];

        /// <summary>The primary key over the columns, as it is declared.</summary>
        public PrimaryKey PrimaryKey(ValueList<string> columns) =>
            Of(DeclaredKind.PrimaryKey).FirstOrDefault() is { } found
                ? new(found.Name, columns) { Sorting = Spelled(found.Sorting, columns), OnConflict = found.OnConflict }
                : new(null, columns);

        /// <summary>The unique constraints.</summary>
        public IEnumerable<UniqueConstraint> Uniques =>
            Of(DeclaredKind.Unique)
                .Select(found => new UniqueConstraint(found.Name, found.Columns)
                {
                    Sorting = found.Sorting,
                    OnConflict = found.OnConflict,
                });

        /// <summary>The checks.</summary>
        public IEnumerable<CheckConstraint> Checks =>
            Of(DeclaredKind.Check).Select(found => new CheckConstraint(found.Name, found.Expression));

        /// <summary>Whether a constraint has the name.</summary>
        public bool Names(string constraint) =>
            _constraints.Any(found => string.Equals(found.Name, constraint, StringComparison.OrdinalIgnoreCase));

        private IEnumerable<Declared> Of(DeclaredKind kind) =>
            _constraints.Where(constraint => constraint.Kind == kind);

        private void ReadItem(int from, int to)
        {
            var isConstraint = ConstraintWords.Any(word => _tokens.Is(from, word));
            (_column, _name, _isInType) = (isConstraint ? null : _tokens.Name(from), null, !isConstraint);
            _isNullLast = false;
            // INTEGER PRIMARY KEY DESC is no row number, and only a column can declare it.
            _isInteger = _tokens.Is(from + 1, "INTEGER");
            for (var at = isConstraint ? from : from + 1; at < to; )
            {
                at =
                    _tokens.IsOpen(at) ? _tokens.Close(at) + 1
                    : _tokens.IsWord(at) ? Read(at)
                    : at + 1;
            }
        }

        // Reads what begins with the word there and returns the position after it; the caller skips parentheses that
        // follow.
        private int Read(int at)
        {
            var word = _tokens.Word(at);
            _isInType &=
                !Known.Contains(word)
                && !ConstraintWords.Contains(word, StringComparer.Ordinal)
                && word is not ("REFERENCES" or "AS" or "COLLATE" or "NULL");
            switch (word)
            {
                case "CONSTRAINT":
                    _name = _tokens.Name(at + 1);
                    return at + 2;
                case "PRIMARY":
                    return Add(DeclaredKind.PrimaryKey, Columns(at + 2), at + 2);
                case "DESC" when _tokens.Is(at - 1, "KEY") && _column is not null && !_isInteger:
                    _constraints[^1] = _constraints[^1] with { Sorting = [new(_column, IsDescending: true)] };
                    return at + 1;
                case "UNIQUE":
                    return Add(DeclaredKind.Unique, Columns(at + 1), at + 1);
                case "FOREIGN":
                    _foreign = Columns(at + 2);
                    return at + 2;
                case "REFERENCES":
                    return Add(DeclaredKind.ForeignKey, _column is null ? _foreign : [_column], at + 2);
                case "CHECK" when _tokens.IsOpen(at + 1):
                    _constraints.Add(
                        new(DeclaredKind.Check, _name, [], _tokens.Expression(at + 1, _tokens.Close(at + 1) + 1))
                    );
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
                    return Unnamed(
                        _tokens.IsOpen(at + 1) ? at + 1
                        : _tokens.IsSymbol(at + 1, '-') || _tokens.IsSymbol(at + 1, '+') ? at + 3
                        : at + 2
                    );
                case "NULL":
                    _isNullLast = true;
                    return Unnamed(at + 1);
                default:
                    return ReadRest(at, word);
            }
        }

        private int ReadRest(int at, string word)
        {
            if (word is "CONFLICT" && _tokens.Is(at - 1, "ON"))
            {
                return ReadConflict(at);
            }

            if (word is "MATCH")
            {
                // SQLite reads it and does nothing with it.
                return at + 2;
            }

            if (word is "DEFERRED" && _constraints.Count > 0)
            {
                // NOT DEFERRABLE INITIALLY DEFERRED is not.
                _constraints[^1] = _constraints[^1] with { IsDeferred = !_tokens.Is(at - 3, "NOT") };
            }
            else if (!_isInType && !Known.Contains(word))
            {
                _unknown.Add(word);
            }

            return at + 1;
        }

        private ValueList<string> ReadOptions(int at)
        {
            var options = new List<string>();
            for (; at < _tokens.Count; at++)
            {
                if (_tokens.Is(at, "WITHOUT"))
                {
                    options.Add("WITHOUT ROWID");
                    at++;
                }
                else if (_tokens.IsWord(at))
                {
                    options.Add(_tokens.Word(at));
                }
            }

            return options.ToValueList();
        }

        private int Add(DeclaredKind kind, ValueList<string> columns, int next)
        {
            _constraints.Add(new(kind, _name, columns) { Sorting = _sorting });
            _sorting = [];
            return Unnamed(next);
        }

        // NULL ON CONFLICT, and what a check says of conflicts, mean nothing to SQLite.
        private int ReadConflict(int at)
        {
            var word = _tokens.Word(at + 1);
            if (_isNullLast && _column is not null)
            {
                if (_tokens.Is(at - 3, "NOT"))
                {
                    OnNull[_column] = word;
                }
            }
            else if (_constraints.Count > 0)
            {
                _constraints[^1] = _constraints[^1] with { OnConflict = word };
            }

            return at + 2;
        }

        private int Unnamed(int next)
        {
            (_name, _isNullLast) = (null, _isNullLast && _tokens.Is(next - 1, "NULL"));
            return next;
        }

        private ValueList<string> Columns(int open)
        {
            if (_column is not null || !_tokens.IsOpen(open))
            {
                return _column is null ? [] : [_column];
            }

            var items = _tokens.Items(open).ToArray();
            _sorting = [.. items.Select(item => Sorting(item.From, item.To)).OfType<IndexColumn>()];
            Numbering ??= items is [var (from, to)] && _tokens.Is(to - 1, "AUTOINCREMENT") ? _tokens.Name(from) : null;
            return items.Select(item => _tokens.Name(item.From)).ToValueList();
        }

        // Null for a column that is sorted upwards by its own collation.
        private IndexColumn? Sorting(int from, int to)
        {
            var isDescending = Enumerable.Range(from + 1, to - from - 1).Any(at => _tokens.Is(at, "DESC"));
            var collation = _tokens.Is(from + 1, "COLLATE") ? _tokens.Name(from + 2) : null;
            return isDescending || collation is not null
                ? new(_tokens.Name(from), isDescending) { Collation = collation }
                : null;
        }
    }

    /// <summary>Reads a CREATE INDEX: the text of each column or expression, and the predicate.</summary>
    private sealed class IndexDeclaration
    {
        public IndexDeclaration(string sql)
        {
            var tokens = new SqliteTokens(sql);
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

        public IReadOnlyList<(string Text, string? Collation)> Columns { get; } = [];

        public string? Filter { get; }

        private static (string Text, string? Collation) Column(SqliteTokens tokens, int from, int to)
        {
            to -= tokens.Is(to - 1, "ASC") || tokens.Is(to - 1, "DESC") ? 1 : 0;
            return to - 2 > from && tokens.Is(to - 2, "COLLATE")
                ? (tokens.Expression(from, to - 2), tokens.Name(to - 1))
                : (tokens.Expression(from, to), null);
        }
    }

    private static Trigger TriggerFrom(string name, string sql)
    {
        var tokens = new SqliteTokens(sql);
        var at = tokens.Find(0, "TRIGGER") + 1;
        at += tokens.Is(at, "IF") ? 3 : 0;
        at += tokens.IsSymbol(at + 1, '.') ? 3 : 1;
        var timing = tokens.Is(at, "AFTER") ? TriggerTiming.After : TriggerTiming.Before;
        at += tokens.Is(at, "AFTER") || tokens.Is(at, "BEFORE") ? 1 : 0;
        var on =
            tokens.Is(at, "INSERT") ? TriggerEvent.Insert
            : tokens.Is(at, "DELETE") ? TriggerEvent.Delete
            : TriggerEvent.Update;
        return new(name, timing, on) { Body = sql };
    }
}
