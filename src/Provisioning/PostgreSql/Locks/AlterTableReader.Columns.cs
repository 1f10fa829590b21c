using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Locks;

/// <content>What is added, and what is changed of a column.</content>
internal sealed partial class AlterTableReader
{
    private void Add(int at, int end)
    {
        var constraint = _words.Is(at, "CONSTRAINT") ? _words.Name(at + 1).End : at;
        switch (Upper(constraint))
        {
            case "CHECK":
                _facts.Add(Has(constraint, end, "NOT", "VALID") ? "add check, not valid" : "add check", Own);
                break;
            case "FOREIGN":
                AddForeignKey(constraint, end);
                break;
            case "UNIQUE":
                AddKey(Has(constraint, end, "USING", "INDEX"));
                break;
            case "PRIMARY":
                AddPrimaryKey(constraint, end);
                break;
            case "EXCLUDE":
                _facts.Add("add exclusion", Own);
                break;
            default:
                at += _words.Is(at, "COLUMN") ? 1 : 0;
                AddColumn(_words.Is(at, "IF") ? at + 3 : at, end);
                break;
        }
    }

    private void AddForeignKey(int at, int end)
    {
        var references = _words.Find(at, "REFERENCES");
        var parent = _known.Plain(_words.Name(references + 1).Name);
        _facts.Add(
            Has(at, end, "NOT", "VALID") ? "add foreign key, not valid" : "add foreign key",
            Own,
            Role("parent", parent == _known.Plain(_name) ? [] : _known.WithChildren(parent))
        );
    }

    private void AddKey(bool byIndex)
    {
        if (byIndex)
        {
            _facts.Add("add key by index", Own);
            return;
        }

        var all = Own.Item2.ToList();
        _facts.Add("add unique or primary key", Role("table", all[0]), Role("partition", all.Skip(1)));
    }

    private void AddPrimaryKey(int at, int end)
    {
        var byIndex = Has(at, end, "USING", "INDEX");
        if (!byIndex)
        {
            AddKey(byIndex: false);
            // What a partition may leave empty is filled in for the parent's sake.
            if (
                Enumerable
                    .Range(at, end - at)
                    .Any(place => _table?.Find(_words.Name(place).Name.Name)?.IsNullable is true)
            )
            {
                _facts.Add("set not null", Own);
            }

            return;
        }

        var name = _words.Name(_words.Find(at, "INDEX") + 1).Name.Name;
        var index = _table?.Indexes.FirstOrDefault(known => known.Name == name);
        var isNullable = index?.Columns.Any(column => _table?.Find(column.Name)?.IsNullable is true);
        _facts.Add(isNullable is true ? "add primary key by index, nullable" : "add key by index", Own);
        if (isNullable is null)
        {
            _facts.Doubt();
        }
    }

    private void AddColumn(int at, int end)
    {
        // The words after the name; the first is the type's.
        var (name, type) = _words.Name(at);
        if (_table?.Find(name.Name) is not null)
        {
            // IF NOT EXISTS, and there it is.
            _facts.Add("add column", Own);
            return;
        }

        var volatility = DefaultVolatility(type, end);
        var isChecked = ColumnTypes.IsChecked(TypeText(type, end), _known);
        var isFilled =
            _words.Is(type, "SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL4", "SERIAL8", "SERIAL2")
            || Has(type, end, "AS", "IDENTITY")
            || Has(type, end, "STORED")
            || volatility is true
            || isChecked is true;
        _facts.Add(isFilled ? "add column, made for each row" : "add column", Own);
        if (SequenceOfDefault(type, end) is { } sequence)
        {
            _facts.Add("set sequence", Role("sequence", sequence));
        }

        if (Has(type, end, "CHECK"))
        {
            _facts.Add("add column with a check", Own);
        }

        if (Has(type, end, "UNIQUE") || Has(type, end, "PRIMARY", "KEY"))
        {
            _facts.Add("add column with a key", Own);
        }

        if (_words.Find(type, "REFERENCES") is var references && references < end)
        {
            var parent = _known.Plain(_words.Name(references + 1).Name);
            var hasValue = Has(type, end, "DEFAULT") && !Has(type, end, "DEFAULT", "NULL");
            _facts.Add(
                hasValue ? "add column that refers, with a value" : "add column that refers",
                Own,
                Role("parent", parent == _known.Plain(_name) ? [] : [parent])
            );
        }

        if (!isFilled && (volatility is null || isChecked is null))
        {
            _facts.Doubt();
        }
    }

    // The one that numbers the rows.
    private ObjectName? SequenceOfDefault(int from, int end)
    {
        for (var at = from; at + 2 < end; at++)
        {
            if (_words.Is(at, "NEXTVAL") && _words[at + 2] is ['\'', ..])
            {
                return _known.Plain(_words.Inside(at + 2).Name(0).Name);
            }
        }

        return null;
    }

    // Whether each row gets a value of its own; null where that is not known.
    private bool? DefaultVolatility(int from, int end)
    {
        var start = from;
        while (start < end && !_words.Is(start, "DEFAULT"))
        {
            start++;
        }

        var stop = _words.Find(
            Math.Min(start + 1, end),
            "NOT",
            "NULL",
            "CHECK",
            "UNIQUE",
            "PRIMARY",
            "REFERENCES",
            "CONSTRAINT",
            "COLLATE"
        );
        return FunctionVolatility.Of(_words, start + 1, Math.Min(Math.Max(stop, start + 2), end), _known.Model);
    }

    private string TypeText(int from, int end)
    {
        var stop = _words.Find(
            from,
            "COLLATE",
            "USING",
            "DEFAULT",
            "NOT",
            "NULL",
            "CHECK",
            "UNIQUE",
            "PRIMARY",
            "REFERENCES",
            "CONSTRAINT",
            "GENERATED",
            "COMPRESSION",
            "STORAGE"
        );
        return _words.Between(from, Math.Min(stop, end));
    }

    private void AlterColumn(int at, int end)
    {
        var (name, verb) = _words.Name(at);
        var column = _table?.Find(name.Name);
        switch (Upper(verb), Upper(verb + 1))
        {
            case ("TYPE", _):
                AlterType(name.Name, column, verb + 1, end);
                break;
            case ("SET", "DATA"):
                AlterType(name.Name, column, verb + 3, end);
                break;
            case ("SET", "NOT"):
                SetNotNull(column);
                break;
            case ("SET", "STATISTICS") or ("SET", "(") or ("RESET", "("):
                _facts.Add("column setting", Own);
                break;
            case ("SET", "GENERATED" or "INCREMENT" or "START" or "CACHE" or "MINVALUE" or "MAXVALUE" or "CYCLE")
            or ("RESTART", _):
                _facts.Add("change numbering", Own, Role("sequence", SequenceOf(name.Name)));
                break;
            case ("DROP", "IDENTITY"):
                var isThere = column?.Identity is not null;
                _facts.Add("drop numbering", Own, Role("sequence", isThere ? [SequenceOf(name.Name)] : []));
                break;
            default:
                _facts.Add("alter column", Own);
                break;
        }
    }

    // As the server names it, where nobody has renamed anything.
    private ObjectName SequenceOf(string column) => new(_known.Plain(_name).Schema, $"{_name.Name}_{column}_seq");

    private void SetNotNull(Column? column)
    {
        var proof = _table?.Checks.FirstOrDefault(check => Proves(check, column?.Name ?? ""));
        var isProven = column is { IsNullable: false or null } || proof is { IsNotValid: false };
        _facts.Add(isProven ? "set not null, proven" : "set not null", Own);
        if (column is null)
        {
            _facts.Doubt();
        }
    }

    // A check that is not valid yet, or goes in the same statement, proves nothing.
    private bool Proves(CheckConstraint check, string column)
    {
        if (check.Name is { } name && Has(_first, _words.Count, "DROP", "CONSTRAINT", name))
        {
            return false;
        }

        return NotNullProof.Proves(check.Expression, column);
    }

    private void AlterType(string name, Column? column, int from, int end)
    {
        if (_table is null || column is null)
        {
            _facts.Add("alter column, other type", Own);
            _facts.Doubt();
            return;
        }

        var type = TypeText(from, end);
        var uses = Has(from, end, "USING");
        var isPlainUse =
            uses
            && _words.Name(_words.Find(from, "USING") + 1) is var (used, after)
            && used.Name == name
            && after == end;
        var isChecked = ColumnTypes.IsChecked(type, _known);
        var change = ColumnTypes.Between(column.Type, type);
        var isFree = (!uses || isPlainUse) && isChecked is false && change is not TypeChange.Rewrite;
        var isSortedAgain = change is TypeChange.Indexes or TypeChange.TimeZone || Has(from, end, "COLLATE");
        var isSame = ColumnTypes.IsSame(column.Type, type) && !Has(from, end, "COLLATE");
        var rebuilds =
            _table.Indexes.Any(index =>
                index.Columns.Any(part => part.IsExpression && part.Name.MentionsColumn(name))
                || index.Filter?.MentionsColumn(name) is true
                || (isSortedAgain && index.Uses(name))
            ) || _table.Checks.Any(check => check.Expression.MentionsColumn(name));
        // Whether a domain is one of the column's own type is not looked at.
        if (
            isChecked is null
            || (
                isChecked is false
                && !isFree
                && _known.IsChecked(new SqlWords(type, postgres: true).Name(0).Name) is false
            )
        )
        {
            _facts.Doubt();
        }

        _facts.Add(
            !isFree ? "alter column, other type"
                : rebuilds ? "alter column, read again"
                : "alter column, free type",
            Own
        );
        if (!isSame)
        {
            _facts.Add(
                isFree ? "alter column of a key" : "alter column of a key, other type",
                Role("parent", _known.Referenced(_name, key => key.Columns.Contains(name))),
                Role("referring", _known.Referring(_name, key => key.ReferencedColumns.Contains(name)))
            );
        }
    }
}
