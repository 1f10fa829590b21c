namespace Provisioning.Planning;

/// <summary>What has to be true of a database once a migration is applied.</summary>
/// <param name="Name">What it checks, for people: <c>every order has a customer</c>.</param>
/// <param name="Sql">A query whose first row begins with true, or with a number other than 0. It may change
/// nothing.</param>
public sealed record MigrationCheck(string Name, string Sql);
