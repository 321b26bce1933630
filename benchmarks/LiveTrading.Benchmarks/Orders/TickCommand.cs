using System.CommandLine;

namespace LiveTrading.Benchmarks.Orders;

/// <summary>The process of a <see cref="TickServer"/>, started by those who measure with it.</summary>
internal static class TickCommand
{
    public const string Name = "ticks";

    public static Command Create()
    {
        Command command = new(Name, "A venue that times its ticks' orders; started by the benchmarks.") { Hidden = true };
        command.SetAction(_ =>
        {
            using TickServer server = new();
            server.Run(Console.In, Console.Out);
            return 0;
        });
        return command;
    }
}
