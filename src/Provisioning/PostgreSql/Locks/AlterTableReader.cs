using System.Diagnostics.CodeAnalysis;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Locks;

/// <summary>Reads what ALTER TABLE does, change by change; the strongest lock of all is taken at its start.</summary>
internal sealed partial class AlterTableReader
{
    private readonly SqlWords _words;
    private readonly KnownRelations _known;
    private readonly FactCollector _facts;
    private readonly ObjectName _name;
    private readonly bool _isOnly;
    private readonly int _first;
    private readonly Table? _table;

    /// <summary>Reads the name.</summary>
    public AlterTableReader(SqlWords words, KnownRelations known, FactCollector facts)
    {
        (_words, _known, _facts) = (words, known, facts);
        var at = words.Is(2, "IF") ? 4 : 2;
        _isOnly = words.Is(at, "ONLY");
        (_name, _first) = words.Name(_isOnly ? at + 1 : at);
        _first += words.Is(_first, "*") ? 1 : 0;
        _table = known.Find(_name);
    }

    private (string, IEnumerable<ObjectName>) Own =>
        ("table", _isOnly ? [_known.Plain(_name)] : _known.WithChildren(_name));

    /// <summary>Reads all of it.</summary>
    public void Read()
    {
        for (var at = _first; at < _words.Count; )
        {
            var end = _words.Find(at, ",");
            Change(at, end);
            at = end + 1;
        }
    }

    private string Upper(int at) => _words[at].ToString().ToUpperInvariant();

    private static (string, IEnumerable<ObjectName>) Role(string role, params IEnumerable<ObjectName> names) =>
        (role, names);

    private bool Has(int from, int end, params ReadOnlySpan<string> words)
    {
        for (var at = from; at + words.Length <= end; at++)
        {
            if (_words.IsAll(at, words))
            {
                return true;
            }
        }

        return false;
    }

    [SuppressMessage("Design", "MA0051", Justification = "A few lines for each kind of statement.")]
    private void Change(int at, int end)
    {
        switch (Upper(at))
        {
            case "ADD":
                Add(at + 1, end);
                break;
            case "DROP":
                Drop(at + 1, end);
                break;
            case "ALTER" when _words.Is(at + 1, "CONSTRAINT"):
                _facts.Add("alter constraint", Own);
                break;
            case "ALTER":
                AlterColumn(_words.Is(at + 1, "COLUMN") ? at + 2 : at + 1, end);
                break;
            case "VALIDATE":
                Validate(_words.Name(at + 2).Name.Name);
                break;
            case "RENAME":
                _facts.Add("rename", Own);
                break;
            case "SET":
                Set(at + 1);
                break;
            case "RESET" when _words.Is(at + 1, "("):
                _facts.Add("table setting", Own);
                break;
            case "CLUSTER":
                _facts.Add("table setting", Own);
                break;
            case "OWNER" or "REPLICA" or "FORCE" or "NO" when !_words.Is(at + 1, "INHERIT"):
                _facts.Add("table attribute", Own);
                break;
            case "ENABLE" or "DISABLE":
                var isTrigger = Has(at, end, "TRIGGER");
                _facts.Add(isTrigger ? "switch trigger" : "table attribute", Own);
                break;
            case "INHERIT":
                _facts.Add("inherit", Own, Role("parent", _known.Plain(_words.Name(at + 1).Name)));
                break;
            case "NO":
                _facts.Add("do not inherit", Own, Role("parent", _known.Plain(_words.Name(at + 2).Name)));
                break;
            case "ATTACH":
                Attach(_words.Name(at + 2).Name);
                break;
            case "DETACH":
                Detach(at, end);
                break;
            default:
                _facts.Add("table attribute", Own);
                _facts.Doubt();
                break;
        }
    }

    private void Set(int at)
    {
        switch (Upper(at))
        {
            case "(":
                _facts.Add("table setting", Own);
                break;
            case "WITHOUT" when _words.Is(at + 1, "CLUSTER"):
                _facts.Add("table setting", Own);
                break;
            case "SCHEMA":
                _facts.Add("rename", Own);
                break;
            case "UNLOGGED" or "LOGGED":
                _facts.Add("rewrite table", Own);
                break;
            // Whether anything is moved depends on where it is now.
            case "TABLESPACE" or "ACCESS":
                _facts.Add("table attribute", Own);
                _facts.Doubt();
                break;
            default:
                _facts.Add("table attribute", Own);
                break;
        }
    }

    private void Attach(ObjectName partition)
    {
        // Whether a check proves the bounds is more than is read here.
        var isChecked = _known.Find(partition)?.Checks.Count > 0;
        _facts.Add(
            isChecked ? "attach partition, proven" : "attach partition",
            Role("table", _known.Plain(_name)),
            Role("partition", _known.WithChildren(partition)),
            Role("default", Defaults)
        );
        if (isChecked)
        {
            _facts.Doubt();
        }
    }

    private void Detach(int at, int end) =>
        _facts.Add(
            Has(at, end, "CONCURRENTLY") ? "detach partition concurrently" : "detach partition",
            Role("table", _known.Plain(_name)),
            Role("partition", _known.WithChildren(_words.Name(at + 2).Name)),
            Role("default", Defaults)
        );

    private IEnumerable<ObjectName> Defaults => _known.WithChildren(_name).Skip(1).Where(_known.IsDefaultPartition);

    private void Drop(int at, int end)
    {
        var isCascading = _words.Is(end - 1, "CASCADE");
        if (_words.Is(at, "CONSTRAINT"))
        {
            DropConstraint(_words.Name(_words.Is(at + 1, "IF") ? at + 3 : at + 1).Name.Name, isCascading);
            return;
        }

        at += _words.Is(at, "COLUMN") ? 1 : 0;
        at += _words.Is(at, "IF") ? 2 : 0;
        var column = _words.Name(at).Name.Name;
        _facts.Add(
            "drop column",
            Own,
            Role("parent", _known.Referenced(_name, key => key.Columns.Contains(column))),
            Role("referring", isCascading ? _known.Referring(_name, key => key.ReferencedColumns.Contains(column)) : [])
        );
        // What else depends on the column is dropped with it.
        if (isCascading)
        {
            _facts.Doubt();
        }
    }

    private void DropConstraint(string name, bool isCascading)
    {
        var isKey = _table?.PrimaryKey is { } key && (key.Name ?? $"{_table.Name.Name}_pkey") == name;
        var isUnique = _table?.Uniques.Any(unique => unique.Name == name) is true;
        _facts.Add(
            "drop constraint",
            Own,
            Role("parent", _known.Referenced(_name, foreign => foreign.Name == name)),
            Role("referring", isCascading && (isKey || isUnique) ? _known.Referring(_name) : [])
        );
        if (_table is null)
        {
            _facts.Doubt();
        }
    }

    private void Validate(string name)
    {
        var key = _table?.ForeignKeys.FirstOrDefault(foreign => foreign.Name == name);
        var isRead = key?.IsNotValid ?? _table?.Checks.FirstOrDefault(check => check.Name == name)?.IsNotValid;
        if (isRead is not true)
        {
            _facts.Add("validate again", Own);
            // Whether there is anything left to validate, and of what kind, the constraint says.
            if (isRead is null)
            {
                _facts.Doubt();
            }
        }
        else if (key is not null)
        {
            _facts.Add(
                "validate foreign key",
                Own,
                Role("parent", _known.Referenced(_name, foreign => foreign == key))
            );
        }
        else
        {
            _facts.Add("validate check", Own);
        }
    }
}
