namespace LiveTrading.IO;

/// <summary>Is told when what a <see cref="LoopFile"/> was asked for is done. Loop thread.</summary>
public interface IFileHandler
{
    /// <summary>The write or the sync has ended; the file may be asked for the next.</summary>
    /// <param name="file">Which file.</param>
    /// <param name="failure">Null when all of it is done; otherwise why not, <see cref="Exception.HResult"/> the system's error number where it has one. After a sync that failed nobody can say what is on the disk.</param>
    void OnCompleted(LoopFile file, IOException? failure);
}
