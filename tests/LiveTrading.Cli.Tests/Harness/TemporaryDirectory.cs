namespace LiveTrading.Cli.Tests.Harness;

/// <summary>A directory of one test's own, gone afterwards.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("livetrading-cli-");

    public string FullName => _directory.FullName;

    public string this[string name] => Path.Combine(FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
