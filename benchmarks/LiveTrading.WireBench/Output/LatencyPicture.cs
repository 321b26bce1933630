using System.Globalization;
using System.Security;
using System.Text;
using LiveTrading.WireBench.Clients;
using LiveTrading.WireBench.Contests;
using LiveTrading.WireBench.Measuring;

namespace LiveTrading.WireBench.Output;

/// <summary>How latencies are distributed, as SVG: to the right the share of messages that are faster, ever finer; upwards the latency, by powers of ten.</summary>
internal static class LatencyPicture
{
    private const double Width = 760;
    private const double Height = 420;
    private const double Left = 62;
    private const double Right = 190;
    private const double Top = 46;
    private const double Bottom = 56;

    // Beyond it a single message decides.
    private const double LastShare = 0.9995;
    private static readonly (double Share, string Text)[] _ticks = [(0, "0 %"), (0.5, "50 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %")];

    /// <param name="result">Of a scenario with latencies.</param>
    /// <param name="footer">Where the figures come from.</param>
    /// <exception cref="WireBenchException">The scenario has no latencies.</exception>
    public static string Draw(ScenarioResult result, string footer)
    {
        List<(Contender Who, (double Share, double Micros)[] Points)> lines =
            [.. result.Contenders.Select(c => (c, Curve(result, c))).Where(l => l.Item2.Length > 1)];
        WireBenchException.Require(lines.Count > 0, $"{result.Scenario.Name} has no latencies to draw.");
        double least = lines.Min(l => l.Points.Min(p => p.Micros));
        double decade = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double low = decade * (least >= 5 * decade ? 5 : least >= 2 * decade ? 2 : 1);
        double high = lines.Max(l => l.Points.Max(p => p.Micros)) * 1.2;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(result.Scenario.Title)}: latency by share of messages</title>\n<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        Text(svg, Left, 24, "start", 15, result.Scenario.Title);
        Grid(svg, low, high);
        for (int i = 0; i < lines.Count; i++)
            Line(svg, lines[i].Who, lines[i].Points, i, low, high);

        Text(svg, Left + ((Width - Left - Right) / 2), Height - 20, "middle", 12, "share of messages that are faster");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"16\" y=\"{Top + ((Height - Top - Bottom) / 2):0.#}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {Top + ((Height - Top - Bottom) / 2):0.#})\">microseconds</text>\n");
        Text(svg, Left, Height - 5, "start", 9, footer);
        return svg.Append("</svg>\n").ToString();
    }

    private static (double Share, double Micros)[] Curve(ScenarioResult result, Contender contender)
    {
        LatencyFigures[] figures = [.. result.Runs(contender).Select(r => r.Latency).OfType<LatencyFigures>()];
        if (figures.Length == 0)
            return [];
        bool whole = figures.All(f => f.Curve.Count == LatencyFigures.Shares.Count);
        IEnumerable<(double Share, Func<RunResult, double?> Figure)> points = whole
            ? LatencyFigures.Shares.Select((share, i) => (share, (Func<RunResult, double?>)(r => r.Latency?.Curve[i])))
            : [(0.5, r => r.Latency?.P50), (0.9, r => r.Latency?.P90), (0.99, r => r.Latency?.P99), (0.999, r => r.Latency?.P999)];
        return [.. points.Where(p => p.Share <= LastShare).Select(p => (p.Share, result.Median(contender, p.Figure))).Where(p => p.Item2 > 0)];
    }

    private static void Grid(StringBuilder svg, double low, double high)
    {
        for (double decade = Math.Pow(10, Math.Floor(Math.Log10(low))); decade <= high; decade *= 10)
        {
            foreach (int step in new[] { 1, 2, 5 })
            {
                double micros = decade * step;
                if (micros < low || micros > high)
                    continue;
                double y = Y(micros, low, high);
                svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"{(step == 1 ? "#bbbbbb" : "#e6e6e6")}\"/>\n");
                Text(svg, Left - 6, y + 4, "end", 11, micros.ToString("#,0.##", CultureInfo.InvariantCulture));
            }
        }

        foreach ((double share, string text) in _ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(share):0.#}\" x2=\"{X(share):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\" stroke=\"#e6e6e6\"/>\n");
            Text(svg, X(share), Height - Bottom + 16, "middle", 11, text);
        }
    }

    private static void Line(StringBuilder svg, Contender who, (double Share, double Micros)[] points, int number, double low, double high)
    {
        string colour = Colour(who);
        string dash = who.Wait switch
        {
            IO.LoopWait.Spin => " stroke-dasharray=\"6 3\"",
            IO.LoopWait.Hybrid => " stroke-dasharray=\"2 2\"",
            _ => "",
        };
        string path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Share):0.#},{Y(p.Micros, low, high):0.#}")));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\"{dash}/>\n");
        double y = Top + 10 + (number * 20);
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Width - Right + 14}\" x2=\"{Width - Right + 42}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>\n");
        Text(svg, Width - Right + 48, y + 4, "start", 12, who.Name);
    }

    // A client has a colour, its way to wait a dash; told apart by lightness too, for those who see colours alike.
    private static string Colour(Contender who) => who.Client switch
    {
        "io_uring" => "#0b3d91",
        "epoll" => "#d1495b",
        "sockets" => "#2a9d8f",
        PlainClient.Name => "#e09f3e",
        ReactiveClient.Name => "#9b5de5",
        _ => "#111111",
    };

    // Each tenfold finer share takes as much room as the one before.
    private static double X(double share) =>
        Left + ((Width - Left - Right) * Math.Log10(1 / (1 - share)) / Math.Log10(1 / (1 - LastShare)));

    private static double Y(double micros, double low, double high) =>
        Height - Bottom - ((Height - Top - Bottom) * Math.Log10(micros / low) / Math.Log10(high / low));

    private static void Text(StringBuilder svg, double x, double y, string anchor, int size, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{Escape(text)}</text>\n");

    private static string Escape(string text) => SecurityElement.Escape(text);
}
