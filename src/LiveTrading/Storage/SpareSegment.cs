using LiveTrading.IO;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Storage;

/// <summary>
/// The file of the next segment, made ahead on the loop's helper thread, so that a change of segments neither creates a file
/// nor reserves space on the loop: it is one renaming. Without a spare the change makes the file itself.
/// </summary>
/// <param name="files">The journal's names.</param>
/// <param name="segmentBytes">Bytes to reserve.</param>
/// <param name="loop">Whose helper thread makes it.</param>
internal sealed class SpareSegment(JournalFiles files, int segmentBytes, EventLoop loop) : IDisposable
{
    private readonly Lock _gate = new();
    private SafeFileHandle? _made;
    private bool _asked;
    private bool _ended;

    /// <summary>Made and not taken yet. Any thread.</summary>
    public bool IsReady
    {
        get
        {
            lock (_gate)
                return _made is not null;
        }
    }

    /// <summary>Begins to make one, unless there is one or it was asked for already. Loop thread.</summary>
    public void Ask()
    {
        if (_asked)
            return;

        // A loop that takes no more work: the change of segments makes the file.
        _asked = true;
        loop.TryRunOffLoop(Make, static _ => { });
    }

    /// <summary>Gives the spare its name. Loop thread.</summary>
    /// <returns>Null when there is none, or it cannot take the name: whoever makes the file instead will find the reason.</returns>
    public SafeFileHandle? TryTake(string path)
    {
        _asked = false;
        SafeFileHandle? taken;
        lock (_gate)
        {
            taken = _made;
            _made = null;
        }

        if (taken is null)
            return null;
        try
        {
            File.Move(files.SparePath, path);
            return taken;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            taken.Dispose();
            return null;
        }
    }

    /// <summary>Takes the spare away; one that is still being made goes when it is done.</summary>
    public void Dispose()
    {
        SafeFileHandle? made;
        lock (_gate)
        {
            _ended = true;
            made = _made;
            _made = null;
        }

        if (made is not null)
            Remove(made);
    }

    /// <summary>Makes a segment's file: empty, its space reserved, its length set.</summary>
    /// <exception cref="IOException">It cannot be made; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    internal static SafeFileHandle Create(string path, int segmentBytes, FileMode mode)
    {
        SafeFileHandle? created = null;
        try
        {
            created = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, FileOptions.None, preallocationSize: segmentBytes);

            // The reservation alone does not set the length everywhere; reading relies on zeros up to the end.
            RandomAccess.SetLength(created, segmentBytes);
            return created;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (created is not null)
            {
                created.Dispose();
                TryDelete(path);
            }

            throw;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty segment left behind is no damage: the next start takes it over, and a spare is deleted then.
        }
    }

    private void Make()
    {
        // One that came too late for its change of segments serves the next.
        if (IsReady)
            return;
        SafeFileHandle file;
        try
        {
            file = Create(files.SparePath, segmentBytes, FileMode.Create);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No spare, then. A disk that is full is told by the change of segments, which needs the room.
            return;
        }

        lock (_gate)
        {
            if (!_ended)
            {
                _made = file;
                return;
            }
        }

        Remove(file);
    }

    private void Remove(SafeFileHandle file)
    {
        file.Dispose();
        TryDelete(files.SparePath);
    }
}
