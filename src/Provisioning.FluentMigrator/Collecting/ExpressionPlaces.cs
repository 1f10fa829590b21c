using System.Collections.ObjectModel;
using System.Diagnostics;
using FluentMigrator.Expressions;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Authoring.Collecting;

/// <summary>Takes down where in the code of a migration its expressions are added, as far as there are symbols for
/// it.</summary>
/// <param name="places">Gets the places of the operations that the expressions ask for.</param>
/// <param name="migration">The class whose code counts, or else its assembly.</param>
internal sealed class ExpressionPlaces(CodePlaces places, Type migration) : Collection<IMigrationExpression>
{
    private readonly string? _assembly = migration.Assembly.GetName().Name;
    private readonly string _class = migration.FullName ?? migration.Name;
    private readonly Dictionary<IMigrationExpression, CodePlace> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Says that an expression has become another one.</summary>
    public void Became(IMigrationExpression from, IMigrationExpression to)
    {
        if (_seen.TryGetValue(from, out var place))
        {
            _seen[to] = place;
        }
    }

    /// <summary>Says that an expression asks for an operation.</summary>
    public Operation Asks(IMigrationExpression expression, Operation operation)
    {
        if (_seen.TryGetValue(expression, out var place))
        {
            places.Add(operation, place);
        }

        return operation;
    }

    /// <summary>Says that an operation has become another one.</summary>
    public void Became(Operation from, Operation to)
    {
        if (places.Of(from) is { } place)
        {
            places.Add(to, place);
        }
    }

    protected override void InsertItem(int index, IMigrationExpression item)
    {
        if (Here() is { } place)
        {
            _seen[item] = place;
        }

        base.InsertItem(index, item);
    }

    // The innermost frame of the class itself, else of its assembly: a base class may have helpers.
    private CodePlace? Here()
    {
        var frames = new StackTrace(fNeedFileInfo: false).GetFrames();
        var methods = Array.ConvertAll(frames, DiagnosticMethodInfo.Create);
        var at = Array.FindIndex(methods, method =>
            method?.DeclaringTypeName is { } type
            && type.StartsWith(_class, StringComparison.Ordinal)
            && (type.Length == _class.Length || type[_class.Length] is '+')
        );
        at =
            at >= 0 ? at : Array.FindIndex(methods, method => method?.DeclaringAssemblyName.Split(',')[0] == _assembly);
        var frame = at < 0 ? null : new StackFrame(at, needFileInfo: true);
        return frame?.GetFileName() is { } file
            ? new(file, frame.GetFileLineNumber(), Math.Max(1, frame.GetFileColumnNumber()))
            : null;
    }
}
