using Provisioning.Authoring;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.Planning;

// A program that migrates its own database when it starts. Its argument is the database's URL; it ends with how many
// migrations it ran.
var database = DatabaseUrl.Parse(args[0]);
await database.CreateAsync(CancellationToken.None);
await using var session = await database.OpenAsync(CancellationToken.None);
var runner = new MigrationRunner(MigrationAssembly.FromAssembly(typeof(Program).Assembly), new(), TimeProvider.System);
MigrationTarget target = args is [_, "down"] ? new MigrationTarget.DownTo(0) : new MigrationTarget.Up();
return (await runner.RunAsync(session, target, CancellationToken.None)).Steps.Count;
