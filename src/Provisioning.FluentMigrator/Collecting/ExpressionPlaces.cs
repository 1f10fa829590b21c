using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Reflection;
using FluentMigrator.Expressions;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Authoring.Collecting;

/// <summary>Takes down where in the code of a migration its expressions are added, as far as there are symbols for
/// it.</summary>
/// <param name="places">Gets the places of the operations that the expressions ask for.</param>
/// <param name="code">The assembly whose code counts.</param>
internal sealed class ExpressionPlaces(CodePlaces places, Assembly code) : Collection<IMigrationExpression>
{
    private readonly string? _assembly = code.GetName().Name;
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

    // The innermost frame of the migration's own code.
    private CodePlace? Here()
    {
        var frames = new StackTrace(fNeedFileInfo: false).GetFrames();
        for (var i = 0; i < frames.Length; i++)
        {
            if (DiagnosticMethodInfo.Create(frames[i])?.DeclaringAssemblyName.Split(',')[0] == _assembly)
            {
                var frame = new StackFrame(i, needFileInfo: true);
                return frame.GetFileName() is { } file
                    ? new(file, frame.GetFileLineNumber(), Math.Max(1, frame.GetFileColumnNumber()))
                    : null;
            }
        }

        return null;
    }
}
