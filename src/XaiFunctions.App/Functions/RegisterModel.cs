using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>PUT /api/models/{model}/versions/{version}</c> registers a version: a multipart form with the files <c>model</c>, <c>background</c> and, if
/// there is one, <c>manifest</c>; or no body, for files that lie in <c>models/{model}/{version}/</c> already.
/// </summary>
public sealed class RegisterModel(Api api, ModelRegistrar registrar, ModelRegistry registry, IOptions<ModelOptions> options)
{
    /// <summary>Answers 201 with the version's record, or 200 if the same bytes are registered already.</summary>
    [Function(nameof(RegisterModel))]
    [TakesFiles("model", "background", "manifest?")]
    [Answers(200, typeof(RegistrationRecord))]
    [Answers(201, typeof(RegistrationRecord))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.Conflict, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType, ProblemKinds.InvalidModel)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "models/{model}/versions/{version}")] HttpRequest request,
        string model,
        string version,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            Api.Name(model, "model's name");
            Api.Name(version, "version");
            ModelFiles files = request.HasFormContentType
                ? await ReadFormAsync(request, cancellation)
                : await ReadFolderAsync(request, model, version, cancellation);
            (RegistrationRecord record, bool isNew) = await registrar.RegisterAsync(model, version, files, Caller.Of(request).Actor, cancellation);
            return Answer.Json(isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, record)
                .With("Location", $"/api/models/{model}/versions/{version}");
        }, cancellation);

    private async Task<ModelFiles> ReadFormAsync(HttpRequest request, CancellationToken cancellation)
    {
        ModelOptions limits = options.Value;
        var formOptions = new FormOptions
        {
            MultipartBodyLengthLimit = limits.MaxModelBytes + limits.MaxManifestBytes + limits.MaxBackgroundBytes,
            ValueCountLimit = 16,
        };
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(formOptions, cancellation);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidInputException("The body is not a valid multipart form, or a part of it is over a limit.", exception);
        }

        string[] unknown = [.. form.Files.Select(file => file.Name).Concat(form.Keys).Except(["model", "manifest", "background"], StringComparer.Ordinal)];
        if (unknown.Length > 0)
            throw new InvalidInputException($"The form has {Scoring.Names.List("part", unknown)}; known are 'model', 'manifest' and 'background'.");
        return new ModelFiles(
            await ReadPartAsync(form, "model", limits.MaxModelBytes, nameof(limits.MaxModelBytes), cancellation) ?? throw new InvalidInputException("The form lacks the file 'model'."),
            await ReadPartAsync(form, "manifest", limits.MaxManifestBytes, nameof(limits.MaxManifestBytes), cancellation) ?? BinaryData.Empty,
            await ReadPartAsync(form, "background", limits.MaxBackgroundBytes, nameof(limits.MaxBackgroundBytes), cancellation) ?? throw new InvalidInputException("The form lacks the file 'background'."));
    }

    private static async Task<BinaryData?> ReadPartAsync(IFormCollection form, string name, long limit, string limitName, CancellationToken cancellation)
    {
        if (form.Files.GetFile(name) is { } file)
        {
            if (file.Length > limit)
                throw new ProblemException(Problem.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The file '{name}' has more than {limit:N0} bytes (limit {limitName}).")));
            await using Stream stream = file.OpenReadStream();
            return await BinaryData.FromStreamAsync(stream, cancellation);
        }

        return form.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues text) ? BinaryData.FromString(text.ToString()) : null;
    }

    private async Task<ModelFiles> ReadFolderAsync(HttpRequest request, string model, string version, CancellationToken cancellation)
    {
        if (request.ContentLength is not (null or 0) || request.ContentType is not null)
            throw new ProblemException(Problem.UnsupportedMediaType("Send a multipart form with the files 'model', 'background' and 'manifest', or no body for files that lie in the registry's folder already."));

        BinaryData manifest = await ReadFileAsync(model, version, ModelRegistry.Manifest, options.Value.MaxManifestBytes, cancellation) ?? BinaryData.Empty;
        string background = manifest.ToMemory().IsEmpty
            ? ModelRegistry.Background
            : Onnx.Manifest.ModelManifest.Parse(manifest.ToMemory().Span).Background ?? ModelRegistry.Background;
        return new ModelFiles(
            await ReadFileAsync(model, version, ModelRegistry.Model, options.Value.MaxModelBytes, cancellation) ?? throw Missing(model, version, ModelRegistry.Model),
            manifest,
            await ReadFileAsync(model, version, background, options.Value.MaxBackgroundBytes, cancellation) ?? throw Missing(model, version, background));
    }

    private async Task<BinaryData?> ReadFileAsync(string model, string version, string file, long limit, CancellationToken cancellation)
    {
        if (await registry.SizeAsync(model, version, file, cancellation) > limit)
            throw new ProblemException(Problem.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The file {file} has more than {limit:N0} bytes.")));
        return await registry.TryReadAsync(model, version, file, cancellation);
    }

    private static InvalidInputException Missing(string model, string version, string file) =>
        new($"There is no file models/{model}/{version}/{file}, and the request has no body.");
}
