using ScanWorker.Documentation;

if (args is not [var folder])
{
    await Console.Error.WriteLineAsync("Usage: ScanWorker.Documentation DOCS-FOLDER");
    return 64;
}

foreach (var file in await ReferenceFiles.AllAsync())
{
    var path = Path.Combine(folder, file.Path);
    Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
    await File.WriteAllTextAsync(path, file.Text);
    await Console.Out.WriteLineAsync(path);
}

var readme = Path.Combine(folder, "..", "README.md");
await File.WriteAllTextAsync(readme, ReadmeFormats.Apply(await File.ReadAllTextAsync(readme)));
await Console.Out.WriteLineAsync(readme);
return 0;
