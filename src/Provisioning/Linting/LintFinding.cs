using System.Security.Cryptography;
using System.Text;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>What a rule found in a migration.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">How much it matters here.</param>
/// <param name="Migration">The migration.</param>
/// <param name="Object">The table, index, type or other object that it is about: <c>users.email</c>.</param>
/// <param name="Message">What is the matter, in a sentence or two, with names and sizes.</param>
public sealed record LintFinding(
    LintRule Rule,
    Severity Severity,
    MigrationSource Migration,
    string Object,
    string Message
)
{
    /// <summary>Which of the migration's operations it is about, from 0; null where it is about the whole
    /// migration.</summary>
    public int? Operation { get; init; }

    /// <summary>Which statement of the operation's SQL it is about, from 0; null where the operation is no SQL
    /// text.</summary>
    public int? Statement { get; init; }

    /// <summary>The operation in a few words, or the statement of raw SQL.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The steps that do the same safely, with the names of this case; empty where the rule's own text is all
    /// there is to say.</summary>
    public ValueList<string> Safe { get; init; } = [];

    /// <summary>Where the migration asks for it; null where that is not known.</summary>
    public CodePlace? Place { get; init; }

    /// <summary>Why its author suppressed it; null where it is not suppressed.</summary>
    public string? Suppression { get; init; }

    /// <summary>What stays the same for the same finding when lines move: a hash of rule, migration, object and
    /// operation, in hexadecimal digits.</summary>
    public string Fingerprint =>
        Convert
            .ToHexString(
                SHA256.HashData(
                    Encoding.UTF8.GetBytes(
                        string.Join('\n', Rule.Id, Migration.Version, Migration.Name, Object, Summary)
                    )
                )
            )
            .ToLowerInvariant();
}

/// <summary>What a linter found.</summary>
/// <param name="Findings">The findings in the order of the migrations, suppressed ones among them.</param>
/// <param name="Migrations">How many migrations were looked at.</param>
/// <param name="Analysed">How many of their statements could be read.</param>
/// <param name="Statements">How many statements they have.</param>
public sealed record LintReport(IReadOnlyList<LintFinding> Findings, int Migrations, int Analysed, int Statements)
{
    /// <summary>The findings that are not suppressed.</summary>
    public IEnumerable<LintFinding> Open => Findings.Where(finding => finding.Suppression is null);

    /// <summary>How many open findings matter that much.</summary>
    public int Count(Severity severity) => Open.Count(finding => finding.Severity == severity);
}
