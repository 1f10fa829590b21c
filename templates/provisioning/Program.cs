using Provisioning.CommandLine;
using Your.Shop_1.Migrations;

// The whole command for this database: init, up, down, status, check, seed, backup and the others; --help lists them.
return await ProvisionCommand.RunAsync(args, new Your_Shop_1System());
