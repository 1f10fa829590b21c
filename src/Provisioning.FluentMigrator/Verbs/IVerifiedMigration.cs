using Provisioning.Planning;

namespace Provisioning.Authoring;

/// <summary>A migration that says what has to be true once it is applied. <c>provision up --verify</c> asks it inside
/// the migration's transaction, which is rolled back where it is not. FluentMigrator's own runner ignores it.</summary>
public interface IVerifiedMigration
{
    /// <summary>The checks, in the order in which they are made.</summary>
    IEnumerable<MigrationCheck> Verify();
}
