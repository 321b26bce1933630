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
        Command verify = new("verify", "Checks every record; exit code 1 and the place when something is damaged.") { directory };
        verify.SetAction(parsed => Verify(parsed.GetRequiredValue(directory).FullName));
        Command repair = new("repair", "Copies a damaged journal aside and keeps what stands before the damage; compare with the venue before trading on.") { directory };
        repair.SetAction(parsed => Repair(parsed.GetRequiredValue(directory).FullName));
        return new Command("journal", "Look into an order journal.") { show, verify, repair };
    }

    private static int Show(string directory, bool json)
    {
        using FileJournalStorage storage = FileJournalStorage.OpenForReading(directory);
        JournalView.Show(storage, json);
        return ExitCodes.Clean;
    }

    private static int Verify(string directory)
    {
        using FileJournalStorage storage = FileJournalStorage.OpenForReading(directory);
        return JournalView.Verify(storage) ? ExitCodes.Clean : ExitCodes.Error;
    }

    private static int Repair(string directory)
    {
        JournalView.Repair(directory);
        return ExitCodes.Clean;
    }
}
