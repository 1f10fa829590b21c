using Provisioning.CommandLine;
using Provisioning.Migrations;

return await ProvisionCommand.RunAsync(args, ShippedSystems.All);
