using System.IO.Hashing;
using System.Text;

namespace LiveTrading;

/// <summary>The instance part of client order ids, out of the instance's name.</summary>
internal static class InstanceNumber
{
    public static uint Of(string name) => (uint)XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(name));
}
