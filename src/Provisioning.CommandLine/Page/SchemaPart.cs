using Provisioning.Schema;

namespace Provisioning.CommandLine.Page;

/// <summary>A part of a structure that migrations make, change and remove.</summary>
/// <param name="Of">The table, or the object itself.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name in the table; empty for the table or object itself. A foreign key and a unique
/// constraint go by their columns, since not every engine names them.</param>
internal readonly record struct SchemaPart(ObjectName Of, PartKind Kind, string Name = "");

/// <summary>The kinds of parts. Their letters are in the page's data.</summary>
internal enum PartKind
{
    Table = 't',
    Column = 'c',
    PrimaryKey = 'k',
    Unique = 'u',
    Check = 'x',
    ForeignKey = 'f',
    Index = 'i',
    Trigger = 'g',
    Policy = 'p',
    View = 'v',
    Function = 'n',
    Sequence = 'q',
    Enum = 'e',
    Schema = 's',
    Extension = 'z',
}
