using LiveTrading.Model;

namespace LiveTrading.Guarding;

/// <summary>One heartbeat of an engine.</summary>
/// <param name="Instance">Instance part of its client order ids.</param>
/// <param name="Start">Which start of it: the epoch of its client order ids.</param>
/// <param name="Counter">Grows with every beat of a start.</param>
/// <param name="State">What it says of itself.</param>
/// <param name="ProcessId">Its process, for people.</param>
/// <param name="WallTime">Its wall clock, for people: nobody measures with it.</param>
public readonly record struct Heartbeat(uint Instance, ulong Start, long Counter, HeartbeatState State, int ProcessId, UnixNanos WallTime);
