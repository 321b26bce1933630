using System.CommandLine;
using LiveTrading.Cli.Output;
using LiveTrading.Storage;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading journal</c>: looks into an order journal, and repairs one that no engine starts with.</summary>
internal static class JournalCommand
{
    public static Command Create()
    {
        Argument<DirectoryInfo> directory = new("directory") { Description = "The journal's directory." };
        directory.AcceptExistingOnly();
        Option<bool> json = SharedOptions.Json();
        Command show = new("show", "Lists the orders with their states and fills.") { directory, json };
        show.SetAction(parsed => Show(parsed.GetRequiredValue(directory).FullName, parsed.GetValue(json)));
        Command verify = new("verify", "Checks every record; exit code 1 and the place when something is damaged.") { directory, json };
        verify.SetAction(parsed => Verify(parsed.GetRequiredValue(directory).FullName, parsed.GetValue(json)));
        Command repair = new("repair", "Copies a damaged journal aside, then puts back what the archive has of a damaged snapshot, or keeps what stands before the damage; compare with the venue before trading on.") { directory, json };
        repair.SetAction(parsed => Repair(parsed.GetRequiredValue(directory).FullName, parsed.GetValue(json)));
        Option<string> by = new("--by") { Description = "Who decided it; recorded.", HelpName = "NAME", Required = true };
        Option<string?> reason = new("--reason") { Description = "Why; recorded.", HelpName = "TEXT" };
        Option<string?> strategy = new("--strategy") { Description = "Of one strategy alone; default: the engine's.", HelpName = "ID" };
        by.Validators.Add(r =>
        {
            if (r.Tokens is [{ Value: var name }] && string.IsNullOrWhiteSpace(name))
                r.AddError("--by is empty; it takes the name of the person who decided it.");
        });
        Command release = new("release", """
            Releases the kill switch that is latched in the journal of a stopped engine; the next start trades again.

            Refused while an engine runs. Exit codes: 0 released, 1 an error, or it was not engaged.

            Example:
              livetrading journal release /var/lib/trading/journal --by ada --reason "feed repaired"
            """) { directory, by, reason, strategy };
        release.SetAction(parsed => Release(parsed.GetRequiredValue(directory).FullName, parsed.GetRequiredValue(by), parsed.GetValue(reason), parsed.GetValue(strategy)));
        return new Command("journal", "Look into an order journal.") { show, verify, repair, release };
    }

    private static int Release(string directory, string person, string? reason, string? strategy)
    {
        if (KillSwitchRelease.Release(directory, person, reason, strategy) is { } latch)
        {
            Console.Out.WriteLine($"The kill switch is released; it was engaged at {latch.Time}: {latch.Text}");
            return ExitCodes.Clean;
        }

        Terminal.Fail("the kill switch is not engaged; nothing was changed");
        return ExitCodes.Error;
    }

    private static int Show(string directory, bool json)
    {
        using FileJournalStorage storage = FileJournalStorage.OpenForReading(directory);
        JournalView.Show(storage, json);
        return ExitCodes.Clean;
    }

    private static int Verify(string directory, bool json)
    {
        using FileJournalStorage storage = FileJournalStorage.OpenForReading(directory);
        return JournalView.Verify(storage, json) ? ExitCodes.Clean : ExitCodes.Error;
    }

    private static int Repair(string directory, bool json)
    {
        JournalView.Repair(directory, json);
        return ExitCodes.Clean;
    }
}
