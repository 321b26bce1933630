using LiveTrading.Simulation.Plants;
using LiveTrading.Simulation.Reporting;

namespace LiveTrading.Simulation.Running;

/// <summary>Plants bugs and counts the seeds until each is caught: a simulation that lets one pass proves nothing.</summary>
internal static class PlantedBugRun
{
    public static int Run(SimulationArguments arguments)
    {
        List<string> names = [.. PlantedBugs.MakeAll().Select(b => b.Name)];
        if (arguments.Bug != "all")
        {
            if (!names.Contains(arguments.Bug!))
            {
                Console.Error.WriteLine($"There is no bug '{arguments.Bug}'; there are all, {string.Join(", ", names)}.");
                return 2;
            }

            names = [arguments.Bug!];
        }

        PlantOutcome[] outcomes = [.. names.AsParallel().AsOrdered().WithDegreeOfParallelism(arguments.Jobs).Select(n => Catch(n, arguments.From, arguments.Seeds))];
        if (arguments.Json)
            WriteJson(outcomes);
        else
            WriteText(outcomes);
        return outcomes.All(o => o.CaughtAfter is not null) ? 0 : 1;
    }

    /// <summary>Runs seeds until one shows the bug.</summary>
    public static PlantOutcome Catch(string name, ulong from, long seeds)
    {
        PlantedBug shown = Plant(name);
        for (long i = 0; i < seeds; i++)
        {
            SeedResult result = SeedRun.Run(from + (ulong)i, new RunOptions { Bug = Plant(name) });

            // What breaks without the bug, too, proves nothing.
            if (result.Broken.Count > 0 && SeedRun.Run(result.Seed, new RunOptions()).Broken.Count == 0)
                return new PlantOutcome(shown.Name, shown.Description, i + 1, result.Seed, result.Broken[0]);
        }

        return new PlantOutcome(shown.Name, shown.Description, null, null, null);
    }

    private static PlantedBug Plant(string name) => PlantedBugs.MakeAll().First(b => b.Name == name);

    private static void WriteText(PlantOutcome[] outcomes)
    {
        foreach (PlantOutcome o in outcomes)
        {
            Console.WriteLine(o.CaughtAfter is { } after ? FormattableString.Invariant($"caught after {after,5} seeds: {o.Name}: {o.Description}") : $"NOT CAUGHT: {o.Name}: {o.Description}");
            if (o.Broken is not null)
                Console.WriteLine(FormattableString.Invariant($"    by seed {o.Seed}: {o.Broken.Split('\n')[0]}"));
        }

        Console.WriteLine(FormattableString.Invariant($"{outcomes.Count(o => o.CaughtAfter is not null)} of {outcomes.Length} planted bugs caught"));
    }

    private static void WriteJson(PlantOutcome[] outcomes) => JsonReport.Write(Console.Out, json =>
    {
        json.WriteStartArray("bugs");
        foreach (PlantOutcome o in outcomes)
        {
            json.WriteStartObject();
            json.WriteString("name", o.Name);
            json.WriteString("description", o.Description);
            json.WriteBoolean("caught", o.CaughtAfter is not null);
            if (o.CaughtAfter is { } after)
            {
                json.WriteNumber("seeds", after);
                json.WriteNumber("seed", o.Seed!.Value);
                json.WriteString("broken", o.Broken);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
