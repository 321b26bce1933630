using System.Diagnostics.CodeAnalysis;

namespace LiveTrading.WireBench;

/// <summary>A run that gave no figures; the message is one line for a person.</summary>
internal sealed class WireBenchException(string message) : Exception(message)
{
    public static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
            throw new WireBenchException(message);
    }
}
