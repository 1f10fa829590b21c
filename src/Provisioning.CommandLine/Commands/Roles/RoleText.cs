using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Administration.Roles;
using Provisioning.CommandLine.Output;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Roles;

/// <summary>The reports of the role commands.</summary>
internal static class RoleText
{
    /// <summary>Findings with the statements that fix them, and notes.</summary>
    public static string Text(RoleReport report)
    {
        var text = new StringBuilder();
        foreach (var finding in report.Findings)
        {
            text.Append(finding.Message).Append('\n');
            foreach (var sql in finding.Sql)
            {
                text.Append("    ").Append(sql.ReplaceLineEndings("\n    ")).Append(";\n");
            }
        }

        foreach (var note in report.Notes)
        {
            text.Append("note: ").Append(note).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What would be run, as SQL that another user can run, too.</summary>
    public static string Plan(string location, RoleReport plan, IEnumerable<string> passwords)
    {
        var effect =
            plan.Statements.Count == 0
                ? "nothing to do"
                : Format.Count(plan.Statements.Count, "statement", "to be run");
        string[] lines =
        [
            $"-- {location}: {effect}",
            .. plan.Statements.Select(sql => $"{sql};"),
            .. passwords.Select(role => $"-- then a password for {role}, as the verifier that is made from it"),
            .. plan.Obstacles.Select(obstacle => $"-- not by this user: {obstacle}"),
        ];
        return string.Join('\n', lines);
    }

    /// <summary>How many there are of each kind.</summary>
    public static string Count(RoleReport report) =>
        string.Join(
            ", ",
            from kind in report.Findings.GroupBy(finding => finding.Kind).OrderBy(kind => kind.Key)
            select $"{kind.Count()} {Kind(kind.Key, kind.Count())}"
        );

    /// <summary>Findings as JSON.</summary>
    public static JsonObject Json(DatabaseSystem system, string location, SystemRoles roles, RoleReport report) =>
        new()
        {
            ["system"] = system.Name,
            ["database"] = location,
            ["app_role"] = roles.Application,
            ["migrate_role"] = roles.Migration,
            ["findings"] = new JsonArray([
                .. report.Findings.Select(finding => new JsonObject
                {
                    ["kind"] = finding.Kind.ToString().ToLowerInvariant(),
                    ["role"] = finding.Role,
                    ["object"] = finding.Object,
                    ["message"] = finding.Message,
                    ["sql"] = new JsonArray([.. finding.Sql.Select(sql => JsonValue.Create(sql))]),
                }),
            ]),
            ["notes"] = new JsonArray([.. report.Notes.Select(note => JsonValue.Create(note))]),
        };

    /// <summary>The passwords that were set, and themselves where they are to be shown.</summary>
    public static JsonArray Json(IEnumerable<RotatedPassword> passwords, bool isShown) =>
        new([
            .. passwords.Select(set =>
            {
                var json = new JsonObject
                {
                    ["role"] = set.Role,
                    ["valid_until"] = set.Until?.ToString(
                        "yyyy-MM-ddTHH:mm:ssZ",
                        System.Globalization.CultureInfo.InvariantCulture
                    ),
                };
                if (isShown)
                {
                    json["password"] = set.Password.Reveal();
                }

                return json;
            }),
        ]);

    /// <summary>The passwords that were set, a line each.</summary>
    public static string Text(IEnumerable<RotatedPassword> passwords, PasswordOptions options) =>
        string.Concat(
            passwords.Select(set =>
                $"{set.Role} has a new "
                + "password"
                + (
                    set.Until is { } until
                        ? string.Create(CultureInfo.InvariantCulture, $", taken until {until:yyyy-MM-dd}")
                        : ""
                )
                + (
                    options.IsShown ? $": {set.Password.Reveal()}\n"
                    : options.File is { } file ? $"; it is in {file}.\n"
                    : ".\n"
                )
            )
        );

    private static string Kind(RoleFindingKind kind, int count) =>
        kind switch
        {
            RoleFindingKind.Missing => "missing",
            RoleFindingKind.Excess => "too many",
            RoleFindingKind.Owner => count == 1 ? "with another owner" : "with other owners",
            _ => "not pinned",
        };
}
