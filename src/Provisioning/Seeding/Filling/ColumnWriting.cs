using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>How the values of a column are written.</summary>
/// <param name="As">The column, with the type that is sent.</param>
/// <param name="Type">The name of that type.</param>
/// <param name="IsPlain">Whether values are written as they are; others as text.</param>
/// <param name="Write">Writes a value.</param>
internal sealed record ColumnWriting(Column As, string Type, bool IsPlain, Action<object?, RowWriter> Write);
