using Provisioning.Administration.Roles;
using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A database of a test's own with two roles of its own, made through the command line.</summary>
internal sealed class RoleSet : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("provisioning-roles-").FullName;
    private readonly PasswordServer _server;

    private RoleSet(PasswordServer server, string system, string database) =>
        (_server, System, Database) = (server, system, database);

    public string System { get; }

    public string Database { get; }

    public string Application { get; init; } = PasswordServer.NewName("app");

    public string Migration { get; init; } = PasswordServer.NewName("migrate");

    /// <summary>The file that keeps the roles' passwords.</summary>
    public string PasswordFile => Path.Combine(_folder, "passwords");

    public string ApplicationPassword => Password(Application);

    public string MigrationPassword => Password(Migration);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An empty database; no role is there yet.</summary>
    public static async Task<RoleSet> CreateAsync(PasswordServer server, string system = "towow") =>
        new(server, system, await server.CreateDatabaseAsync(Token));

    /// <summary>Runs <c>provision roles …</c> as the superuser.</summary>
    public Task<ProvisionRun> RolesAsync(params string[] arguments) => RolesAsAsync(_server.Url(Database), arguments);

    /// <summary>Runs <c>provision roles …</c> as whom the URL says.</summary>
    public Task<ProvisionRun> RolesAsAsync(string url, params string[] arguments) =>
        RolesAsAsync(url, new(), arguments);

    /// <summary>Runs <c>provision roles …</c> with more options.</summary>
    public Task<ProvisionRun> RolesAsAsync(string url, ProvisionOptions options, params string[] arguments) =>
        ProvisionProcess.RunAsync(Command(url, arguments), options, Token);

    /// <summary>The arguments of <c>provision roles …</c>.</summary>
    public string[] Command(string url, params string[] arguments) =>
        [
            "roles",
            .. arguments,
            "--system",
            System,
            "--url",
            url,
            "--app-role",
            Application,
            "--migrate-role",
            Migration,
        ];

    /// <summary>Runs another command as the migration role.</summary>
    public Task<ProvisionRun> MigrateAsync(params string[] arguments) =>
        ProvisionProcess.RunAsync(
            Token,
            [.. arguments, "--system", System, "--url", _server.Url(Database, Migration, MigrationPassword)]
        );

    /// <summary>Runs <c>roles apply</c> with a file for the passwords, and expects it to succeed.</summary>
    public async Task<RoleSet> ApplyAsync(params string[] arguments)
    {
        var run = await RolesAsync(["apply", "--passwords-to", PasswordFile, .. arguments]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return this;
    }

    /// <summary>What SQL ends with for one of the roles, in its database unless another is named.</summary>
    public Task<string> AsApplicationAsync(string sql, string? database = null) =>
        _server.OutcomeAsync(database ?? Database, Application, ApplicationPassword, sql, Token);

    /// <summary>What SQL ends with for one of the roles, in its database unless another is named.</summary>
    public Task<string> AsMigrationAsync(string sql, string? database = null) =>
        _server.OutcomeAsync(database ?? Database, Migration, MigrationPassword, sql, Token);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Password(string role) =>
        Provisioning
            .Administration.Roles.PasswordFile.Load(PasswordFile)
            .Current(new RoleLogin("127.0.0.1", _server.Port, role))
            ?.Reveal()
        ?? throw new InvalidOperationException($"No password of {role} in the file.");
}
