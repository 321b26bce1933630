namespace LiveTrading.Engine.Bus;

/// <summary>Topic patterns: <c>*</c> stands for any run of characters, <c>?</c> for exactly one; both cross dots.</summary>
internal static class TopicPattern
{
    internal static bool HasWildcards(string pattern) => pattern.AsSpan().IndexOfAny('*', '?') >= 0;

    // Greedy with one point of return: O(pattern × topic) at worst, no recursion.
    internal static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> topic)
    {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < topic.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == topic[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
