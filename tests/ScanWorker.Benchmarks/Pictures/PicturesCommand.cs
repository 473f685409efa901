using System.Text;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Benchmarks.Pictures;

/// <summary>Writes the generated pictures as PPM files, for another implementation of PDQ to hash.</summary>
/// <remarks>This is how the golden hashes came about; <c>docs/references.md</c> tells the steps.</remarks>
internal static class PicturesCommand
{
    internal static int Run(string directory)
    {
        _ = Directory.CreateDirectory(directory);
        foreach (var picture in GeneratedPictures.All)
        {
            using var file = File.Create(Path.Combine(directory, picture.Name + ".ppm"));
            file.Write(Encoding.ASCII.GetBytes($"P6\n{picture.Width} {picture.Height}\n255\n"));
            file.Write(picture.ToRgb24());
        }

        return 0;
    }
}
