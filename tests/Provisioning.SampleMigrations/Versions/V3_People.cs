using Bogus;
using FluentMigrator;
using Newtonsoft.Json;

namespace Provisioning.SampleMigrations.Versions;

[Migration(20210106_0000, "people made up by libraries of its own")]
public sealed class MadeUpPeople : AutoReversingMigration
{
    public override void Up()
    {
        Randomizer.Seed = new Random(1);
        var faker = new Faker();
        Create
            .Table("People")
            .WithColumn("Name")
            .AsString(100)
            .NotNullable()
            .WithColumn("About")
            .AsString()
            .WithColumn("MadeBy")
            .AsString(20)
            .NotNullable();
        Insert
            .IntoTable("People")
            .Row(
                new
                {
                    Name = faker.Name.FullName(),
                    About = JsonConvert.SerializeObject(new { Age = 36 }),
                    MadeBy = typeof(Faker).Assembly.GetName().Version.ToString(3),
                }
            );
    }
}
