namespace Provisioning.Testing.Servers;

/// <summary>There is no PostgreSQL server for tests.</summary>
public sealed class NoTestServerException()
    : ProvisioningException(
        "There is no PostgreSQL server to test on. Any of these is enough: install its server (`sudo apt-get install "
            + "--yes postgresql`, `brew install postgresql`), of which the tests start one of their own; set "
            + $"{TestServer.Variable}=postgresql://user:password@host/postgres; or reference the package "
            + "Provisioning.Testing.Containers and start Docker. Tests on SQLite need no server."
    );
