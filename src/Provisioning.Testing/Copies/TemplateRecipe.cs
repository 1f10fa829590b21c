using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Seeding;
using Provisioning.Systems;

namespace Provisioning.Testing.Copies;

/// <summary>What goes into a template: a system's migrations, and rows.</summary>
/// <param name="System">The system.</param>
/// <param name="Seeds">The seeders, in order, with their numbers.</param>
internal sealed record TemplateRecipe(DatabaseSystem System, IReadOnlyList<(Seeder Seeder, SeedOptions Options)> Seeds)
{
    // A change of what a template is made like changes every key.
    private const string Form = "1";

    private static readonly RunnerOptions Running = new() { AllowBreaking = true };

    /// <summary>The template's name. Two recipes have the same only where they make the same database: it depends on
    /// the rendered SQL, on the seeders with their numbers, on the assemblies of seeders and of code in migrations, on
    /// the server and on this library's version.</summary>
    /// <param name="dialect">The engine's.</param>
    /// <param name="server">What the server adds: its version and the extensions at hand.</param>
    public TestName Name(Dialect dialect, string server)
    {
        var text = new StringBuilder();
        text.AppendJoin('\n', Form, MigrationRunner.ToolVersion, dialect.Name, server, System.SqliteTypes, "");
        AppendMigrations(text, dialect);
        foreach (var (seeder, options) in Seeds)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{seeder.Name} {options.Seed} {options.Count} {Build(seeder.GetType().Assembly)}\n"
            );
            text.AppendLine(options.Key is { } key ? Convert.ToHexString(SHA256.HashData(key.Span)) : "no key");
        }

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return TestName.OfTemplate(System.Name, Convert.ToHexStringLower(digest));
    }

    /// <summary>Applies the migrations to an empty database, and adds the rows.</summary>
    /// <exception cref="ProvisioningException">A migration or a seeder fails.</exception>
    public async Task BuildAsync(Database database, CancellationToken token)
    {
        var runner = new MigrationRunner(System.Migrations.Of(System.Name), Running, TimeProvider.System);
        await new Provisioner(database, runner).InitializeAsync(Seeds, seeding: null, token);
    }

    private void AppendMigrations(StringBuilder text, Dialect dialect)
    {
        var catalog = System.Migrations;
        try
        {
            var plan = Planner.Plan(catalog, catalog.LedgerAt(0, dialect), new MigrationTarget.Up());
            var before = MigrationModel
                .Fold(catalog, 0, dialect)
                .WithLedger(LedgerState.Empty with { Versions = catalog.VersionTable }, dialect);
            var hasCode = false;
            foreach (var step in MigrationModel.Render(plan.Steps, dialect, before))
            {
                text.Append(CultureInfo.InvariantCulture, $"{step.Migration.Version} {step.Migration.Name}\n");
                text.AppendJoin(";\n", step.Statements.Select(statement => statement.Text)).AppendLine();
                hasCode |= step.Operations.Any(operation => operation is ExecuteCode or Conditional);
            }

            text.AppendLine(hasCode ? Build(System.GetType().Assembly) : "SQL alone");
        }
        catch (ProvisioningException)
        {
            // Some can only be rendered in a live database.
            text.AppendLine(Build(System.GetType().Assembly));
        }
    }

    // Another number with each change of the assembly's source.
    private static string Build(Assembly assembly) =>
        $"{assembly.GetName().Name} {assembly.ManifestModule.ModuleVersionId}";
}
