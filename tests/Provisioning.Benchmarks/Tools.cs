using Provisioning.IntegrationTests.Support;

namespace Provisioning.Benchmarks;

/// <summary>What is measured, installed and built where it is not there yet.</summary>
internal sealed class Tools(string folder, string provision)
{
    private const string DbmateVersion = "2.36.0";

    /// <summary>The engine's plain client with one file of SQL, in one transaction: no tool can be faster.</summary>
    public static Tool Floor { get; } =
        new("floor", "floor", "psql, sqlite3", (engine, items, name) => engine.Client(name, items.Script(engine.Name)));

    /// <summary>Our program with the migrations inside, compiled to native code.</summary>
    /// <param name="migrations">All that it has inside: a system for each.</param>
    public Tool Native(IReadOnlyList<GeneratedMigrations> migrations)
    {
        var program = NativeProgram(migrations);
        return new(
            "provision_native",
            "provision, native",
            Versions.Of(typeof(Systems.DatabaseSystem)),
            (engine, items, name) => [program, "up", "--system", $"items{items.Count}", "--url", engine.Url(name)]
        );
    }

    /// <summary>The program itself.</summary>
    /// <param name="migrations">All that it has inside: a system for each.</param>
    public string NativeProgram(IReadOnlyList<GeneratedMigrations> migrations) =>
        GeneratedProject.Publish(
            Path.Combine(folder, "Native"),
            NativeProject(migrations),
            NativeSource(migrations),
            isAlone: false
        );

    /// <summary>Our command, which loads the assembly of migrations.</summary>
    public Tool Managed =>
        new(
            "provision_managed",
            "provision --assembly",
            Versions.Of(typeof(Systems.DatabaseSystem)),
            (engine, items, name) => [provision, "up", "--assembly", items.Assembly, "--url", engine.Url(name)]
        );

    /// <summary>dbmate, from npm; null where npm cannot install it.</summary>
    public async Task<Tool?> DbmateAsync()
    {
        var home = Path.Combine(folder, "dbmate");
        Directory.CreateDirectory(home);
        string? Program() =>
            Directory
                .EnumerateFiles(home, "dbmate", SearchOption.AllDirectories)
                .FirstOrDefault(path => path.EndsWith("/bin/dbmate", StringComparison.Ordinal) && path.Contains("/@"));
        string[] install = ["npm", "install", "--prefix", home, "--no-fund", "--no-audit", $"dbmate@{DbmateVersion}"];
        if (Program() is null && !await Shell.SucceedsAsync(install))
        {
            Console.Error.WriteLine($"dbmate is left out: {string.Join(' ', install)} failed");
        }

        // It would run pg_dump or sqlite3 at the end of each run, if it were not told otherwise.
        return Program() is not { } program
            ? null
            : new("dbmate", "dbmate", DbmateVersion, (engine, items, name) =>
                [
                    program,
                    "--url",
                    engine.DbmateUrl(name),
                    "--migrations-dir",
                    items.Dbmate(engine.Name),
                    "--no-dump-schema",
                    "up",
                ]
            );
    }

    /// <summary>The tools that are .NET libraries, each as its documentation shows it, ready to run.</summary>
    public IReadOnlyList<Tool> Libraries()
    {
        var (project, output) = (Versions.PeersFolder, Path.Combine(folder, "peers"));
        GeneratedProject.Publish(project, output);
        var program = Path.Combine(output, Path.GetFileName(project));
        Tool Library(string id, string name, string package, Func<Engine, GeneratedMigrations, string> source) =>
            new(id, name, Versions.OfPeer(package), (engine, items, database) =>
                [program, name, engine.Name, engine.ConnectionString(database), source(engine, items)]
            );
        return
        [
            Library("fluentmigrator", "FluentMigrator", "FluentMigrator.Runner.Postgres", (_, items) => items.Assembly),
            Library("dbup", "DbUp", "dbup-sqlite", (engine, items) => items.Scripts(engine.Name)),
            Library("evolve", "Evolve", "Evolve", (engine, items) => items.Scripts(engine.Name)),
            Library("efcore", "EF Core", "Microsoft.EntityFrameworkCore.Sqlite", (_, items) => items.EntityFramework),
        ];
    }

    private static string NativeProject(IReadOnlyList<GeneratedMigrations> migrations)
    {
        var source = Path.Combine(Versions.Root, "src");
        var projects = migrations
            .Select(items => items.Project)
            .Prepend($"{source}/Provisioning.CommandLine/Provisioning.CommandLine.csproj");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <InvariantGlobalization>true</InvariantGlobalization>
                <PublishAot>true</PublishAot>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", projects.Select(path => $"<ProjectReference Include=\"{path}\" />"))}
              </ItemGroup>
              <Import Project="{source}/Provisioning.FluentMigrator/buildTransitive/Provisioning.FluentMigrator.targets" />
              <Import Project="{source}/Provisioning.CommandLine/buildTransitive/Provisioning.CommandLine.targets" />
            </Project>
            """;
    }

    private static string NativeSource(IReadOnlyList<GeneratedMigrations> migrations)
    {
        var systems = migrations.Select(items => $"new Items({items.Count}, typeof(Items{items.Count}.CreateItems1))");
        return $$"""
            using System;
            using Provisioning.Authoring;
            using Provisioning.CommandLine;
            using Provisioning.Planning;
            using Provisioning.Systems;

            return await ProvisionCommand.RunAsync(args, {{string.Join(", ", systems)}});

            internal sealed class Items(int count, Type first) : DatabaseSystem
            {
                public override string Name => $"items{count}";

                public override string Title => $"Items {count}";

                public override string Description => "tables";

                public override string Engine => "any";

                public override MigrationCatalog Migrations => field ??= MigrationAssembly.FromAssembly(first.Assembly);
            }
            """;
    }
}
