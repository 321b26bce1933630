return LiveTrading.WireBench.WireBenchCommand.Run(args, Console.In, Console.Out, Console.Error);
