using System.Globalization;
using Provisioning.Engines;
using Provisioning.ShopSystem;
using Provisioning.Testing;

// A test process of its own, for tests that run several or kill one.
//   hold ENGINE NUMBER   makes databases, says the name of each, and waits for the end of its input
//   leave ENGINE         makes one, says its name, and ends without disposing of it
if (args is not [var verb, var engine, .. var more])
{
    return 2;
}

var options = new TestDatabaseOptions { Engine = KnownEngines.Find(engine)!, InFile = true };
var system = new Shop();
var number = more is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 1;
var made = new List<TestDatabase>();
for (var i = 0; i < number; i++)
{
    made.Add(await TestDatabase.CreateAsync(system, options));
    Console.WriteLine(made[^1].Name);
}

if (verb is "hold")
{
    Console.WriteLine("holding");
    await Console.In.ReadToEndAsync();
    foreach (var database in made)
    {
        await database.DisposeAsync();
    }
}

return 0;
