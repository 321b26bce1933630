namespace LiveTrading.CrashTest;

/// <summary>Something did not go as it must.</summary>
internal sealed class CrashTestException(string message) : Exception(message);
