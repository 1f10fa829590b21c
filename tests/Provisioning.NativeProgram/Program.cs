using Provisioning;
using Provisioning.Authoring;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.Planning;

// A program that migrates its own database when it starts: the database's URL is its argument, its migrations stand beside this file.
var database = DatabaseUrl.Parse(args[0]);
await database.CreateAsync(CancellationToken.None);
await using var session = await database.OpenAsync(CancellationToken.None);
var runner = new MigrationRunner(MigrationAssembly.FromAssembly(typeof(Program).Assembly), new(), TimeProvider.System);
var done = await runner.RunAsync(session, args is [_, "down"] ? new MigrationTarget.DownTo(0) : new MigrationTarget.Up(), CancellationToken.None);
return done.Steps.Count;
