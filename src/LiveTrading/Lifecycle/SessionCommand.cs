namespace LiveTrading.Lifecycle;

/// <summary>What somebody outside may tell a session to do. The numbers are in recordings: they are added to, never changed.</summary>
internal enum SessionCommand : byte
{
    None = 0,

    /// <summary>Stop gracefully; number: the reason, text: its detail.</summary>
    Stop = 1,

    /// <summary>A signal; number: the exit code of the second one.</summary>
    Signal = 2,

    /// <summary>Change the tick interval; number: ticks of 100 ns, 0 for none.</summary>
    SetTickInterval = 3,

    /// <summary>Engage the kill switch; number: 1 to close the position, text: why.</summary>
    EngageKillSwitch = 4,

    /// <summary>Change parameters of a strategy; text: see <see cref="StrategyParametersText"/>.</summary>
    SetParameters = 5,

    /// <summary>Release the kill switch; text: who.</summary>
    ReleaseKillSwitch = 6,

    /// <summary>Engage a strategy's kill switch; text: strategy and why, see <see cref="CommandTexts"/>.</summary>
    EngageStrategyKillSwitch = 7,

    /// <summary>Release a strategy's kill switch; text: strategy and who.</summary>
    ReleaseStrategyKillSwitch = 8,

    /// <summary>Accept a position difference; text: instrument, who and why.</summary>
    AcceptDifference = 9,
}
