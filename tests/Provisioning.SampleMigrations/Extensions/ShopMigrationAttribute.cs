using System.Globalization;
using FluentMigrator;

namespace Provisioning.SampleMigrations.Extensions;

/// <summary>A version that is a moment.</summary>
public sealed class ShopMigrationAttribute(string moment, string description)
    : MigrationAttribute(
        long.Parse(
            moment
                .Replace("-", "", StringComparison.Ordinal)
                .Replace(" ", "", StringComparison.Ordinal)
                .Replace(":", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture
        ),
        description
    );
