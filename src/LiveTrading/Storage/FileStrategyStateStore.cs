using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Storage;

/// <summary>Keeps what strategies save, one file each, replaced as a whole: a crash leaves the old or the new state, never half of one.</summary>
public sealed class FileStrategyStateStore : IStrategyStateStore
{
    private readonly string _directory;

    /// <summary>In a directory, made if missing.</summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public FileStrategyStateStore(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        _directory = directory;
        Directory.CreateDirectory(directory);
    }

    /// <inheritdoc/>
    public byte[]? Load(StrategyId strategy)
    {
        string path = PathOf(strategy);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <inheritdoc/>
    public bool Save(StrategyId strategy, ReadOnlySpan<byte> state)
    {
        string path = PathOf(strategy);
        try
        {
            File.WriteAllBytes(path + ".new", state);
            File.Move(path + ".new", path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Strategy ids are letters, digits, '-' and '_' alone: safe as file names.
    private string PathOf(StrategyId strategy) => Path.Combine(_directory, strategy.Value + ".state");
}
