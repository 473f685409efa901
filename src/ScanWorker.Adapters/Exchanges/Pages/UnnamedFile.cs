namespace ScanWorker.Adapters.Exchanges.Pages;

/// <summary>
/// Files of their owner's alone that are gone when they are closed; elsewhere than on Windows they have no name, so
/// that not even a killed process leaves a list behind.
/// </summary>
internal static class UnnamedFile
{
    /// <param name="folder">Must exist.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static FileStream Create(string folder)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous,
        };
        var path = Path.Combine(folder, Path.GetRandomFileName());
        if (OperatingSystem.IsWindows())
        {
            options.Options |= FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
