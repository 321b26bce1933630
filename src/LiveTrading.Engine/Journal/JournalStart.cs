using LiveTrading.Model;

namespace LiveTrading.Engine.Journal;

/// <summary>A start of the engine.</summary>
/// <param name="Instance">Instance part of its client order ids.</param>
/// <param name="Epoch">Epoch part of its client order ids.</param>
/// <param name="Time">When.</param>
public readonly record struct JournalStart(uint Instance, ulong Epoch, UnixNanos Time);
