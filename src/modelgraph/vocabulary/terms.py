"""The terms of the graph, written by modelgraph.vocabulary.generate from ontology/."""

# ruff: noqa: N801, N815, E501, RUF100
# fmt: off

from __future__ import annotations

from typing import Final

from modelgraph.vocabulary.iri import IRI


class MG:
    """Terms of ``https://w3id.org/modelgraph/ontology#``."""

    # How far two runs of a job say the same.
    Agreement: Final = IRI("https://w3id.org/modelgraph/ontology#Agreement")
    # How far a component can be had.
    Availability: Final = IRI("https://w3id.org/modelgraph/ontology#Availability")
    # A value of a metric on a dataset under stated conditions.
    BenchmarkResult: Final = IRI("https://w3id.org/modelgraph/ontology#BenchmarkResult")
    # Whether the weights of a model can be had.
    Category: Final = IRI("https://w3id.org/modelgraph/ontology#Category")
    # One triple that an import added to what a source says, or removed from it.
    Change: Final = IRI("https://w3id.org/modelgraph/ontology#Change")
    # Whether something was added or removed.
    ChangeType: Final = IRI("https://w3id.org/modelgraph/ontology#ChangeType")
    # One source says one thing.
    Claim: Final = IRI("https://w3id.org/modelgraph/ontology#Claim")
    # A part of a model that may be published on its own: weights, code, data, paper.
    Component: Final = IRI("https://w3id.org/modelgraph/ontology#Component")
    # Which part of a model.
    ComponentType: Final = IRI("https://w3id.org/modelgraph/ontology#ComponentType")
    # Settings under which results were measured, shared by all that have the same; its rdfs:label has them in words.
    Conditions: Final = IRI("https://w3id.org/modelgraph/ontology#Conditions")
    # Two claims state different values of one single-valued property of one subject: of two sources, or of one that contradicts itself.
    Disagreement: Final = IRI("https://w3id.org/modelgraph/ontology#Disagreement")
    # What happened at a release.
    EventType: Final = IRI("https://w3id.org/modelgraph/ontology#EventType")
    # Models of one line, such as SAM, SAM 2 and SAM 3.
    Family: Final = IRI("https://w3id.org/modelgraph/ontology#Family")
    # One step by which sources came into the catalog, were read anew, or were taken out.
    Import: Final = IRI("https://w3id.org/modelgraph/ontology#Import")
    # One request that fans out into runs.
    Job: Final = IRI("https://w3id.org/modelgraph/ontology#Job")
    # The terms under which something may be used, with what they permit and oblige.
    License: Final = IRI("https://w3id.org/modelgraph/ontology#License")
    # A text that permits more than the licence with which it stands.
    LicenseException: Final = IRI("https://w3id.org/modelgraph/ontology#LicenseException")
    # What a source says when it states no value.
    MissingValue: Final = IRI("https://w3id.org/modelgraph/ontology#MissingValue")
    # What people name and compare: Florence-2, SAM 2, GPT-5.
    Model: Final = IRI("https://w3id.org/modelgraph/ontology#Model")
    # Why a model or variant cannot run here.
    Obstacle: Final = IRI("https://w3id.org/modelgraph/ontology#Obstacle")
    # What is missing before a model can run here.
    ObstacleReason: Final = IRI("https://w3id.org/modelgraph/ontology#ObstacleReason")
    # Whether a licence lets one do something.
    Permission: Final = IRI("https://w3id.org/modelgraph/ontology#Permission")
    # A judgement over the order of kinds, given with a reason.
    Rank: Final = IRI("https://w3id.org/modelgraph/ontology#Rank")
    # A typed, dated event in the life of a model or variant.
    Release: Final = IRI("https://w3id.org/modelgraph/ontology#Release")
    # What claims must keep, or what is odd about them; written in SHACL in ontology/shapes.ttl.
    Rule: Final = IRI("https://w3id.org/modelgraph/ontology#Rule")
    # One variant, one task, one input, and what came out or why it failed.
    Run: Final = IRI("https://w3id.org/modelgraph/ontology#Run")
    # How a run ended.
    RunStatus: Final = IRI("https://w3id.org/modelgraph/ontology#RunStatus")
    # A repository or document at a revision; its address is also the name of its graph.
    Source: Final = IRI("https://w3id.org/modelgraph/ontology#Source")
    # How close a source is to what it speaks of.
    SourceKind: Final = IRI("https://w3id.org/modelgraph/ontology#SourceKind")
    # A model or a variant: what facts are stated of and what is compared.
    Subject: Final = IRI("https://w3id.org/modelgraph/ontology#Subject")
    # How far it has been shown that a task is done.
    SupportState: Final = IRI("https://w3id.org/modelgraph/ontology#SupportState")
    # A model or variant does a task, in one or more of three states.
    TaskSupport: Final = IRI("https://w3id.org/modelgraph/ontology#TaskSupport")
    # One size or tuning of a model. Parameters, licence, weights and results live here; a published one is a checkpoint.
    Variant: Final = IRI("https://w3id.org/modelgraph/ontology#Variant")
    # The model or variant in whose cell the claim stands.
    about: Final = IRI("https://w3id.org/modelgraph/ontology#about")
    # Whether the rule compares models with each other, so that only the whole catalog can be checked.
    acrossModels: Final = IRI("https://w3id.org/modelgraph/ontology#acrossModels")
    # Number of parameters used for one token or image, where only part of the model is active.
    activeParameters: Final = IRI("https://w3id.org/modelgraph/ontology#activeParameters")
    # The piece of code that ran it.
    adapter: Final = IRI("https://w3id.org/modelgraph/ontology#adapter")
    # Version of the adapter.
    adapterVersion: Final = IRI("https://w3id.org/modelgraph/ontology#adapterVersion")
    # The source says it since this import.
    addition: Final = IRI("https://w3id.org/modelgraph/ontology#addition")
    # The model or variant whose cell the change touches.
    affects: Final = IRI("https://w3id.org/modelgraph/ontology#affects")
    # An organization to which an author belongs.
    affiliation: Final = IRI("https://w3id.org/modelgraph/ontology#affiliation")
    # A collection of statements of others says so.
    aggregator: Final = IRI("https://w3id.org/modelgraph/ontology#aggregator")
    # Promised, not there yet.
    announced: Final = IRI("https://w3id.org/modelgraph/ontology#announced")
    # The makers made it known.
    announcedEvent: Final = IRI("https://w3id.org/modelgraph/ontology#announcedEvent")
    # Name by which the maker's interface calls the model.
    apiIdentifier: Final = IRI("https://w3id.org/modelgraph/ontology#apiIdentifier")
    # The code of the architecture.
    architectureCodeComponent: Final = IRI("https://w3id.org/modelgraph/ontology#architectureCodeComponent")
    # How far the component can be had.
    availability: Final = IRI("https://w3id.org/modelgraph/ontology#availability")
    # Network on which the model is built, as stated.
    backbone: Final = IRI("https://w3id.org/modelgraph/ontology#backbone")
    # Library that it ran in, with its version.
    backend: Final = IRI("https://w3id.org/modelgraph/ontology#backend")
    # Number of images that were given at once.
    batchSize: Final = IRI("https://w3id.org/modelgraph/ontology#batchSize")
    # One of the two runs compared.
    between: Final = IRI("https://w3id.org/modelgraph/ontology#between")
    # One of the two claims that don't agree.
    betweenClaims: Final = IRI("https://w3id.org/modelgraph/ontology#betweenClaims")
    # Open or closed, as shown or derived from the availability of the weights.
    category: Final = IRI("https://w3id.org/modelgraph/ontology#category")
    # Whether the triple was added or removed.
    changeType: Final = IRI("https://w3id.org/modelgraph/ontology#changeType")
    # The claim that was added or removed; absent where a link without evidence was.
    changedClaim: Final = IRI("https://w3id.org/modelgraph/ontology#changedClaim")
    # What the removed claim said beside its triple (kind, words, place, rank), as JSON.
    changedEvidence: Final = IRI("https://w3id.org/modelgraph/ontology#changedEvidence")
    # The source that says so since, or no longer.
    changedSource: Final = IRI("https://w3id.org/modelgraph/ontology#changedSource")
    # Whether changed versions may be passed on.
    changes: Final = IRI("https://w3id.org/modelgraph/ontology#changes")
    # Name of the function of modelgraph that checks what SHACL has no words for.
    checkedBy: Final = IRI("https://w3id.org/modelgraph/ontology#checkedBy")
    # A source says so.
    claimed: Final = IRI("https://w3id.org/modelgraph/ontology#claimed")
    # The weights cannot be had.
    closed: Final = IRI("https://w3id.org/modelgraph/ontology#closed")
    # The code, not said which.
    codeComponent: Final = IRI("https://w3id.org/modelgraph/ontology#codeComponent")
    # The code was published.
    codeEvent: Final = IRI("https://w3id.org/modelgraph/ontology#codeEvent")
    # The file or set of files through which the source was read.
    collection: Final = IRI("https://w3id.org/modelgraph/ontology#collection")
    # Whether the work may be used commercially.
    commercialUse: Final = IRI("https://w3id.org/modelgraph/ontology#commercialUse")
    # What translated the model before it ran.
    compiler: Final = IRI("https://w3id.org/modelgraph/ontology#compiler")
    # Which part it is.
    componentType: Final = IRI("https://w3id.org/modelgraph/ontology#componentType")
    # The model or variant, or another thing, that a finding or disagreement is about.
    concerns: Final = IRI("https://w3id.org/modelgraph/ontology#concerns")
    # The licence permits it under further conditions.
    conditional: Final = IRI("https://w3id.org/modelgraph/ontology#conditional")
    # Settings that change the value: image size, threshold, test-time changes.
    conditions: Final = IRI("https://w3id.org/modelgraph/ontology#conditions")
    # Least confidence of a detection that counted, between 0 and 1.
    confidenceThreshold: Final = IRI("https://w3id.org/modelgraph/ontology#confidenceThreshold")
    # SHA-256 of what was read, in hexadecimal.
    contentHash: Final = IRI("https://w3id.org/modelgraph/ontology#contentHash")
    # Tokens that the model takes at once.
    contextWindowTokens: Final = IRI("https://w3id.org/modelgraph/ontology#contextWindowTokens")
    # A property that the source states for everything it lists, where it knows it.
    covers: Final = IRI("https://w3id.org/modelgraph/ontology#covers")
    # Side of the centre that was cut out as a share of the image's side, at most 2; above 1 it was padded.
    cropFraction: Final = IRI("https://w3id.org/modelgraph/ontology#cropFraction")
    # Written by hand for modelgraph.
    curated: Final = IRI("https://w3id.org/modelgraph/ontology#curated")
    # The page that describes its training data.
    dataCardComponent: Final = IRI("https://w3id.org/modelgraph/ontology#dataCardComponent")
    # The data it was trained on.
    dataComponent: Final = IRI("https://w3id.org/modelgraph/ontology#dataComponent")
    # The training data was published.
    dataEvent: Final = IRI("https://w3id.org/modelgraph/ontology#dataEvent")
    # The code that cleaned and made ready the training data.
    dataPreparationCodeComponent: Final = IRI("https://w3id.org/modelgraph/ontology#dataPreparationCodeComponent")
    # Data on which it was measured, with its split, as stated.
    dataset: Final = IRI("https://w3id.org/modelgraph/ontology#dataset")
    # When it happened, as precise as stated: year, month or day.
    date: Final = IRI("https://w3id.org/modelgraph/ontology#date")
    # Never holds, for a stated reason.
    deprecatedRank: Final = IRI("https://w3id.org/modelgraph/ontology#deprecatedRank")
    # Device it ran on, of a run or of the conditions of a result.
    device: Final = IRI("https://w3id.org/modelgraph/ontology#device")
    # Type of number it ran in.
    dtype: Final = IRI("https://w3id.org/modelgraph/ontology#dtype")
    # Number of parameters that need to be held, where the maker states it beside the total.
    effectiveParameters: Final = IRI("https://w3id.org/modelgraph/ontology#effectiveParameters")
    # The code that measured it.
    evaluationCodeComponent: Final = IRI("https://w3id.org/modelgraph/ontology#evaluationCodeComponent")
    # The data on which it was measured.
    evaluationDataComponent: Final = IRI("https://w3id.org/modelgraph/ontology#evaluationDataComponent")
    # What was measured.
    evaluationResultsComponent: Final = IRI("https://w3id.org/modelgraph/ontology#evaluationResultsComponent")
    # What happened.
    eventType: Final = IRI("https://w3id.org/modelgraph/ontology#eventType")
    # The obstacle in words, with what to do about it.
    explanation: Final = IRI("https://w3id.org/modelgraph/ontology#explanation")
    # Tokens that the model takes at once when its window is extended.
    extendedContextWindowTokens: Final = IRI("https://w3id.org/modelgraph/ontology#extendedContextWindowTokens")
    # The run gave none, for a recorded reason.
    failed: Final = IRI("https://w3id.org/modelgraph/ontology#failed")
    # Turtle that breaks the rule.
    failingExample: Final = IRI("https://w3id.org/modelgraph/ontology#failingExample")
    # Stable code of the failure.
    failureCode: Final = IRI("https://w3id.org/modelgraph/ontology#failureCode")
    # The failure in words.
    failureMessage: Final = IRI("https://w3id.org/modelgraph/ontology#failureMessage")
    # Size of the weights file, as stated with its unit.
    fileSize: Final = IRI("https://w3id.org/modelgraph/ontology#fileSize")
    # Seconds spent on the forward pass.
    forwardSeconds: Final = IRI("https://w3id.org/modelgraph/ontology#forwardSeconds")
    # Whether the Free Software Foundation calls the licence free; nothing is said where it has not judged.
    fsfLibre: Final = IRI("https://w3id.org/modelgraph/ontology#fsfLibre")
    # Can be had after asking or agreeing.
    gated: Final = IRI("https://w3id.org/modelgraph/ontology#gated")
    # Everybody may use it through the maker's service.
    generalAvailabilityEvent: Final = IRI("https://w3id.org/modelgraph/ontology#generalAvailabilityEvent")
    # Program that ran the benchmark.
    harness: Final = IRI("https://w3id.org/modelgraph/ontology#harness")
    # A part of the model whose availability or licence a source states.
    hasComponent: Final = IRI("https://w3id.org/modelgraph/ontology#hasComponent")
    # A property worth filtering by, from the feature scheme, or text where the scheme has none.
    hasFeature: Final = IRI("https://w3id.org/modelgraph/ontology#hasFeature")
    # What keeps the model or variant from running here, with its explanation.
    hasObstacle: Final = IRI("https://w3id.org/modelgraph/ontology#hasObstacle")
    # A dated event in the life of the model or variant.
    hasRelease: Final = IRI("https://w3id.org/modelgraph/ontology#hasRelease")
    # Side length, or width x height, in pixels, as stated.
    imageSizePixels: Final = IRI("https://w3id.org/modelgraph/ontology#imageSizePixels")
    # The code that runs it.
    inferenceCodeComponent: Final = IRI("https://w3id.org/modelgraph/ontology#inferenceCodeComponent")
    # Width and height, in pixels, of the square image that the model was given.
    inputSizePixels: Final = IRI("https://w3id.org/modelgraph/ontology#inputSizePixels")
    # US dollars for a million tokens of input, as the host asks.
    inputTokenPrice: Final = IRI("https://w3id.org/modelgraph/ontology#inputTokenPrice")
    # Weights from before the end of training.
    intermediateWeightsComponent: Final = IRI("https://w3id.org/modelgraph/ontology#intermediateWeightsComponent")
    # How the image was brought to its size: bicubic, bilinear.
    interpolation: Final = IRI("https://w3id.org/modelgraph/ontology#interpolation")
    # The request that the run belongs to.
    job: Final = IRI("https://w3id.org/modelgraph/ontology#job")
    # How close the source is to what it speaks of.
    kind: Final = IRI("https://w3id.org/modelgraph/ontology#kind")
    # Date up to which the training data reaches.
    knowledgeCutoff: Final = IRI("https://w3id.org/modelgraph/ontology#knowledgeCutoff")
    # The part that writes text.
    languageModelComponent: Final = IRI("https://w3id.org/modelgraph/ontology#languageModelComponent")
    # What its makers built it with.
    librariesComponent: Final = IRI("https://w3id.org/modelgraph/ontology#librariesComponent")
    # Software library that supports the model since then.
    library: Final = IRI("https://w3id.org/modelgraph/ontology#library")
    # A software library supports it since then.
    librarySupportEvent: Final = IRI("https://w3id.org/modelgraph/ontology#librarySupportEvent")
    # Versions of the libraries as JSON.
    libraryVersions: Final = IRI("https://w3id.org/modelgraph/ontology#libraryVersions")
    # Date of its licence text.
    licenseTextEvent: Final = IRI("https://w3id.org/modelgraph/ontology#licenseTextEvent")
    # Seconds spent on loading.
    loadSeconds: Final = IRI("https://w3id.org/modelgraph/ontology#loadSeconds")
    # State of maintenance, as stated.
    maintenance: Final = IRI("https://w3id.org/modelgraph/ontology#maintenance")
    # Largest number of detections in an image that counted.
    maximumDetections: Final = IRI("https://w3id.org/modelgraph/ontology#maximumDetections")
    # Tokens that the model takes at most, where that is less than its context window.
    maximumInputTokens: Final = IRI("https://w3id.org/modelgraph/ontology#maximumInputTokens")
    # Tokens that the model gives at most.
    maximumOutputTokens: Final = IRI("https://w3id.org/modelgraph/ontology#maximumOutputTokens")
    # Number of parameters of the largest variant; default graph only.
    maximumParameters: Final = IRI("https://w3id.org/modelgraph/ontology#maximumParameters")
    # How agreement was measured: iou, text-similarity, top-k overlap.
    measure: Final = IRI("https://w3id.org/modelgraph/ontology#measure")
    # Whoever measured it says so.
    measured: Final = IRI("https://w3id.org/modelgraph/ontology#measured")
    # Order of an image's axes in memory: NCHW, NHWC.
    memoryLayout: Final = IRI("https://w3id.org/modelgraph/ontology#memoryLayout")
    # Training configuration and the like.
    metadataComponent: Final = IRI("https://w3id.org/modelgraph/ontology#metadataComponent")
    # What was measured, as stated.
    metric: Final = IRI("https://w3id.org/modelgraph/ontology#metric")
    # Number of parameters of the smallest variant; default graph only.
    minimumParameters: Final = IRI("https://w3id.org/modelgraph/ontology#minimumParameters")
    # Modality in one word, as shown.
    modality: Final = IRI("https://w3id.org/modelgraph/ontology#modality")
    # The page that says what it is for, how good it is and where it fails.
    modelCardComponent: Final = IRI("https://w3id.org/modelgraph/ontology#modelCardComponent")
    # A package that is not installed is needed.
    needsExtra: Final = IRI("https://w3id.org/modelgraph/ontology#needsExtra")
    # No adapter knows this architecture.
    noAdapter: Final = IRI("https://w3id.org/modelgraph/ontology#noAdapter")
    # The weights are not on this machine.
    noWeights: Final = IRI("https://w3id.org/modelgraph/ontology#noWeights")
    # Cannot be had.
    none: Final = IRI("https://w3id.org/modelgraph/ontology#none")
    # The question makes no sense for this model.
    notApplicable: Final = IRI("https://w3id.org/modelgraph/ontology#notApplicable")
    # The source says that the value is kept back.
    notDisclosed: Final = IRI("https://w3id.org/modelgraph/ontology#notDisclosed")
    # Why the model or variant can't run here.
    notRunnableBecause: Final = IRI("https://w3id.org/modelgraph/ontology#notRunnableBecause")
    # A remark of whoever read the source.
    note: Final = IRI("https://w3id.org/modelgraph/ontology#note")
    # What whoever uses or passes on the work must do.
    obliges: Final = IRI("https://w3id.org/modelgraph/ontology#obliges")
    # The model or variant that does the task, or that meets the obstacle.
    of: Final = IRI("https://w3id.org/modelgraph/ontology#of")
    # A claim that a finding warns of.
    onClaim: Final = IRI("https://w3id.org/modelgraph/ontology#onClaim")
    # The weights can be had.
    open: Final = IRI("https://w3id.org/modelgraph/ontology#open")
    # Options as JSON.
    options: Final = IRI("https://w3id.org/modelgraph/ontology#options")
    # An organization whose role the source does not state; in the default graph the headline organization.
    organization: Final = IRI("https://w3id.org/modelgraph/ontology#organization")
    # Whether the Open Source Initiative approved the licence.
    osiApproved: Final = IRI("https://w3id.org/modelgraph/ontology#osiApproved")
    # Another part.
    otherComponent: Final = IRI("https://w3id.org/modelgraph/ontology#otherComponent")
    # The prediction as JSON.
    output: Final = IRI("https://w3id.org/modelgraph/ontology#output")
    # The text of the prediction.
    outputText: Final = IRI("https://w3id.org/modelgraph/ontology#outputText")
    # US dollars for a million tokens of output, as the host asks.
    outputTokenPrice: Final = IRI("https://w3id.org/modelgraph/ontology#outputTokenPrice")
    # Intersection over union above which detections counted as one, between 0 and 1.
    overlapThreshold: Final = IRI("https://w3id.org/modelgraph/ontology#overlapThreshold")
    # The paper that describes it.
    paperComponent: Final = IRI("https://w3id.org/modelgraph/ontology#paperComponent")
    # Condition that holds for all stated numbers of parameters.
    parametersNote: Final = IRI("https://w3id.org/modelgraph/ontology#parametersNote")
    # Turtle that keeps the rule.
    passingExample: Final = IRI("https://w3id.org/modelgraph/ontology#passingExample")
    # Most memory used, in bytes.
    peakMemoryBytes: Final = IRI("https://w3id.org/modelgraph/ontology#peakMemoryBytes")
    # The licence permits it.
    permitted: Final = IRI("https://w3id.org/modelgraph/ontology#permitted")
    # Where in the source it stands, such as a file.
    place: Final = IRI("https://w3id.org/modelgraph/ontology#place")
    # Seconds spent on reading the output.
    postSeconds: Final = IRI("https://w3id.org/modelgraph/ontology#postSeconds")
    # Seconds spent on preparing the image.
    preSeconds: Final = IRI("https://w3id.org/modelgraph/ontology#preSeconds")
    # Numbers that it was calculated in: FP32, FP16, AMP (mixed).
    precision: Final = IRI("https://w3id.org/modelgraph/ontology#precision")
    # Goes before others, for a stated reason.
    preferredRank: Final = IRI("https://w3id.org/modelgraph/ontology#preferredRank")
    # The paper appeared on a preprint server.
    preprintEvent: Final = IRI("https://w3id.org/modelgraph/ontology#preprintEvent")
    # It could be tried before its release.
    previewEvent: Final = IRI("https://w3id.org/modelgraph/ontology#previewEvent")
    # The licence does not permit it.
    prohibited: Final = IRI("https://w3id.org/modelgraph/ontology#prohibited")
    # Text given beside the image.
    prompt: Final = IRI("https://w3id.org/modelgraph/ontology#prompt")
    # The makers call this day its release.
    publicReleaseEvent: Final = IRI("https://w3id.org/modelgraph/ontology#publicReleaseEvent")
    # Can be had by anybody.
    published: Final = IRI("https://w3id.org/modelgraph/ontology#published")
    # Role, component, event, unit or condition, as the source gave it.
    qualifier: Final = IRI("https://w3id.org/modelgraph/ontology#qualifier")
    # How the weights were shortened.
    quantization: Final = IRI("https://w3id.org/modelgraph/ontology#quantization")
    # Seconds spent on waiting.
    queueSeconds: Final = IRI("https://w3id.org/modelgraph/ontology#queueSeconds")
    # A short phrase of the source that says it.
    quote: Final = IRI("https://w3id.org/modelgraph/ontology#quote")
    # Preferred or deprecated; normal where not given.
    rank: Final = IRI("https://w3id.org/modelgraph/ontology#rank")
    # Why it goes before the others, or is set aside.
    rankReason: Final = IRI("https://w3id.org/modelgraph/ontology#rankReason")
    # Which obstacle it is.
    reason: Final = IRI("https://w3id.org/modelgraph/ontology#reason")
    # Whether the work may be passed on.
    redistribution: Final = IRI("https://w3id.org/modelgraph/ontology#redistribution")
    # The source no longer says it since this import.
    removal: Final = IRI("https://w3id.org/modelgraph/ontology#removal")
    # It is, or will be, no longer served.
    retiredEvent: Final = IRI("https://w3id.org/modelgraph/ontology#retiredEvent")
    # Day on which it was read.
    retrieved: Final = IRI("https://w3id.org/modelgraph/ontology#retrieved")
    # Commit or version that was read.
    revision: Final = IRI("https://w3id.org/modelgraph/ontology#revision")
    # An adapter and its weights are here.
    runnable: Final = IRI("https://w3id.org/modelgraph/ontology#runnable")
    # Examples of what it gives.
    sampleOutputsComponent: Final = IRI("https://w3id.org/modelgraph/ontology#sampleOutputsComponent")
    # Start of the random numbers.
    seed: Final = IRI("https://w3id.org/modelgraph/ontology#seed")
    # A further setting, as stated.
    setting: Final = IRI("https://w3id.org/modelgraph/ontology#setting")
    # Claimed, runnable, verified: all that hold.
    state: Final = IRI("https://w3id.org/modelgraph/ontology#state")
    # The value as the source wrote it.
    statedAs: Final = IRI("https://w3id.org/modelgraph/ontology#statedAs")
    # The variants a source lists for a model, as written.
    statedVariants: Final = IRI("https://w3id.org/modelgraph/ontology#statedVariants")
    # How the run ended.
    status: Final = IRI("https://w3id.org/modelgraph/ontology#status")
    # The run gave a prediction.
    succeeded: Final = IRI("https://w3id.org/modelgraph/ontology#succeeded")
    # A task the model or variant does, with its states; default graph only.
    supports: Final = IRI("https://w3id.org/modelgraph/ontology#supports")
    # The task done.
    task: Final = IRI("https://w3id.org/modelgraph/ontology#task")
    # The report of its makers, beside or in place of a paper.
    technicalReportComponent: Final = IRI("https://w3id.org/modelgraph/ontology#technicalReportComponent")
    # The device has too little memory.
    tooLarge: Final = IRI("https://w3id.org/modelgraph/ontology#tooLarge")
    # The code that trained it.
    trainingCodeComponent: Final = IRI("https://w3id.org/modelgraph/ontology#trainingCodeComponent")
    # Looked at; the source shows no value.
    unknown: Final = IRI("https://w3id.org/modelgraph/ontology#unknown")
    # The source says released, and not what.
    unspecifiedEvent: Final = IRI("https://w3id.org/modelgraph/ontology#unspecifiedEvent")
    # A later version or more weights appeared.
    updateEvent: Final = IRI("https://w3id.org/modelgraph/ontology#updateEvent")
    # The makers say so.
    upstream: Final = IRI("https://w3id.org/modelgraph/ontology#upstream")
    # A network that can be chosen inside a model made of several.
    usesNetwork: Final = IRI("https://w3id.org/modelgraph/ontology#usesNetwork")
    # The measured number.
    value: Final = IRI("https://w3id.org/modelgraph/ontology#value")
    # The variant that was run.
    variant: Final = IRI("https://w3id.org/modelgraph/ontology#variant")
    # Whoever offers the model says so.
    vendor: Final = IRI("https://w3id.org/modelgraph/ontology#vendor")
    # Conference or journal.
    venue: Final = IRI("https://w3id.org/modelgraph/ontology#venue")
    # The paper appeared at a conference or in a journal.
    venueEvent: Final = IRI("https://w3id.org/modelgraph/ontology#venueEvent")
    # A recorded run succeeded.
    verified: Final = IRI("https://w3id.org/modelgraph/ontology#verified")
    # A recorded run that succeeded.
    verifiedBy: Final = IRI("https://w3id.org/modelgraph/ontology#verifiedBy")
    # The part that reads the image.
    visionEncoderComponent: Final = IRI("https://w3id.org/modelgraph/ontology#visionEncoderComponent")
    # The trained numbers.
    weightsComponent: Final = IRI("https://w3id.org/modelgraph/ontology#weightsComponent")
    # The weights were published.
    weightsEvent: Final = IRI("https://w3id.org/modelgraph/ontology#weightsEvent")
    # Address from which one file of weights can be downloaded.
    weightsFile: Final = IRI("https://w3id.org/modelgraph/ontology#weightsFile")
    # Where the weights are published, such as a repository of a hub.
    weightsRepository: Final = IRI("https://w3id.org/modelgraph/ontology#weightsRepository")
    # Hash of the weights that were run, in hexadecimal.
    weightsSha256: Final = IRI("https://w3id.org/modelgraph/ontology#weightsSha256")


class DCAT:
    """Terms of ``http://www.w3.org/ns/dcat#``."""

    # the catalog
    Catalog: Final = IRI("http://www.w3.org/ns/dcat#Catalog")


class DCTERMS:
    """Terms of ``http://purl.org/dc/terms/``."""

    # a licence of the SPDX list, whether a model uses it or not
    LicenseDocument: Final = IRI("http://purl.org/dc/terms/LicenseDocument")
    # of a release that is a library's support: who brought the model into the library, as text
    contributor: Final = IRI("http://purl.org/dc/terms/contributor")
    # of a benchmark result: the day its source gives it
    date: Final = IRI("http://purl.org/dc/terms/date")
    # super-property of mg:hasComponent
    hasPart: Final = IRI("http://purl.org/dc/terms/hasPart")
    # id of a model or variant (org/slug); a claim's own id in its source
    identifier: Final = IRI("http://purl.org/dc/terms/identifier")
    # date of a source
    issued: Final = IRI("http://purl.org/dc/terms/issued")
    # licence of a source's data
    license: Final = IRI("http://purl.org/dc/terms/license")
    # of a benchmark result: the page from which the source has it
    source: Final = IRI("http://purl.org/dc/terms/source")
    # of a library: a task of another scheme for which it is listed
    subject: Final = IRI("http://purl.org/dc/terms/subject")
    # of papers
    title: Final = IRI("http://purl.org/dc/terms/title")


class FAIR4ML:
    """Terms of ``https://w3id.org/fair4ml#``."""

    # superclass of mg:Model and mg:Variant
    MLModel: Final = IRI("https://w3id.org/fair4ml#MLModel")
    # superclass of mg:BenchmarkResult
    MLModelEvaluation: Final = IRI("https://w3id.org/fair4ml#MLModelEvaluation")
    # super-property of mg:dataset
    evaluationDataset: Final = IRI("https://w3id.org/fair4ml#evaluationDataset")
    # super-property of mg:metric
    evaluationMetrics: Final = IRI("https://w3id.org/fair4ml#evaluationMetrics")
    # results of a variant
    hasEvaluation: Final = IRI("https://w3id.org/fair4ml#hasEvaluation")
    # a task that a source claims for a model or variant
    mlTask: Final = IRI("https://w3id.org/fair4ml#mlTask")
    # training data, as stated
    trainedOn: Final = IRI("https://w3id.org/fair4ml#trainedOn")


class IT6:
    """Terms of ``http://data.europa.eu/it6/``."""

    # modality taken
    hasInputModality: Final = IRI("http://data.europa.eu/it6/hasInputModality")
    # modality given
    hasOutputModality: Final = IRI("http://data.europa.eu/it6/hasOutputModality")
    # from a model to its variants; default graph only
    hasVariation: Final = IRI("http://data.europa.eu/it6/hasVariation")
    # in words, as stated
    modelArchitecture: Final = IRI("http://data.europa.eu/it6/modelArchitecture")
    # number of parameters of one variant, all counted
    totalNumberOfParameters: Final = IRI("http://data.europa.eu/it6/totalNumberOfParameters")


class OWL:
    """Terms of ``http://www.w3.org/2002/07/owl#``."""

    # in the vocabulary
    Class: Final = IRI("http://www.w3.org/2002/07/owl#Class")
    # in the vocabulary
    DatatypeProperty: Final = IRI("http://www.w3.org/2002/07/owl#DatatypeProperty")
    # in the vocabulary
    ObjectProperty: Final = IRI("http://www.w3.org/2002/07/owl#ObjectProperty")
    # the vocabulary itself
    Ontology: Final = IRI("http://www.w3.org/2002/07/owl#Ontology")
    # of a licence: its id should no longer be used
    deprecated: Final = IRI("http://www.w3.org/2002/07/owl#deprecated")


class PROV:
    """Terms of ``http://www.w3.org/ns/prov#``."""

    # superclass of runs, jobs, releases and changes
    Activity: Final = IRI("http://www.w3.org/ns/prov#Activity")
    # superclass of mg:Source
    Entity: Final = IRI("http://www.w3.org/ns/prov#Entity")
    # end of a run or import
    endedAtTime: Final = IRI("http://www.w3.org/ns/prov#endedAtTime")
    # what an import wrote
    generated: Final = IRI("http://www.w3.org/ns/prov#generated")
    # begin of a run or import
    startedAtTime: Final = IRI("http://www.w3.org/ns/prov#startedAtTime")
    # image that a run took, source that an import read
    used: Final = IRI("http://www.w3.org/ns/prov#used")
    # super-property of mg:output
    value: Final = IRI("http://www.w3.org/ns/prov#value")
    # who ran it
    wasAssociatedWith: Final = IRI("http://www.w3.org/ns/prov#wasAssociatedWith")
    # model where it is known here, else text
    wasDerivedFrom: Final = IRI("http://www.w3.org/ns/prov#wasDerivedFrom")


class RDF:
    """Terms of ``http://www.w3.org/1999/02/22-rdf-syntax-ns#``."""

    # of the vocabulary, where values are of several kinds
    Property: Final = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#Property")
    # superclass of mg:Claim
    Statement: Final = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement")
    # of a claim: the value it states
    object: Final = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#object")
    # of a claim: which property it states
    predicate: Final = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate")
    # of a claim: what it speaks of
    subject: Final = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject")
    # of every thing
    type: Final = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class RDFS:
    """Terms of ``http://www.w3.org/2000/01/rdf-schema#``."""

    # of terms of the vocabulary
    comment: Final = IRI("http://www.w3.org/2000/01/rdf-schema#comment")
    # in the vocabulary
    domain: Final = IRI("http://www.w3.org/2000/01/rdf-schema#domain")
    # in the vocabulary
    isDefinedBy: Final = IRI("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")
    # of terms of the vocabulary
    label: Final = IRI("http://www.w3.org/2000/01/rdf-schema#label")
    # in the vocabulary
    range: Final = IRI("http://www.w3.org/2000/01/rdf-schema#range")
    # of a host: where its service is documented
    seeAlso: Final = IRI("http://www.w3.org/2000/01/rdf-schema#seeAlso")
    # in the vocabulary
    subClassOf: Final = IRI("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    # in the vocabulary
    subPropertyOf: Final = IRI("http://www.w3.org/2000/01/rdf-schema#subPropertyOf")


class SCHEMA:
    """Terms of ``https://schema.org/``."""

    # one address of a host under which a model is served
    Offer: Final = IRI("https://schema.org/Offer")
    # company, laboratory, university, or account of a hub
    Organization: Final = IRI("https://schema.org/Organization")
    # superclass of mg:Family
    ProductGroup: Final = IRI("https://schema.org/ProductGroup")
    # class of papers
    ScholarlyArticle: Final = IRI("https://schema.org/ScholarlyArticle")
    # a library for models
    SoftwareSourceCode: Final = IRI("https://schema.org/SoftwareSourceCode")
    # super-property of mg:affiliation
    affiliation: Final = IRI("https://schema.org/affiliation")
    # organization that designed the model
    author: Final = IRI("https://schema.org/author")
    # address of a paper, or its name
    citation: Final = IRI("https://schema.org/citation")
    # address of the source code
    codeRepository: Final = IRI("https://schema.org/codeRepository")
    # super-property of mg:weightsFile
    contentUrl: Final = IRI("https://schema.org/contentUrl")
    # super-property of mg:maintenance
    creativeWorkStatus: Final = IRI("https://schema.org/creativeWorkStatus")
    # the headline date, chosen by rule among the release events
    datePublished: Final = IRI("https://schema.org/datePublished")
    # super-property of mg:fileSize
    fileSize: Final = IRI("https://schema.org/fileSize")
    # a model is part of its family
    isPartOf: Final = IRI("https://schema.org/isPartOf")
    # a variant is one of its model
    isVariantOf: Final = IRI("https://schema.org/isVariantOf")
    # of a variant: that of its weights; of a model: the one stated without component; of a component: its own
    license: Final = IRI("https://schema.org/license")
    # of every thing
    name: Final = IRI("https://schema.org/name")
    # of an offer: the host
    offeredBy: Final = IRI("https://schema.org/offeredBy")
    # of a model or variant: that a host serves it, with its price
    offers: Final = IRI("https://schema.org/offers")
    # organization that serves the model
    provider: Final = IRI("https://schema.org/provider")
    # organization that published the weights
    publisher: Final = IRI("https://schema.org/publisher")
    # of a source, an organization or a licence text
    url: Final = IRI("https://schema.org/url")


class SH:
    """Terms of ``http://www.w3.org/ns/shacl#``."""

    # what a rule found about a claim, kept in the graph of findings
    ValidationResult: Final = IRI("http://www.w3.org/ns/shacl#ValidationResult")
    # of a finding: the thing, part or claim that the rule looked at
    focusNode: Final = IRI("http://www.w3.org/ns/shacl#focusNode")
    # of a finding: what is odd, in words
    resultMessage: Final = IRI("http://www.w3.org/ns/shacl#resultMessage")
    # of a finding: the property that is odd
    resultPath: Final = IRI("http://www.w3.org/ns/shacl#resultPath")
    # of a finding: sh:Violation, sh:Warning or sh:Info
    resultSeverity: Final = IRI("http://www.w3.org/ns/shacl#resultSeverity")
    # of a finding: the rule
    sourceShape: Final = IRI("http://www.w3.org/ns/shacl#sourceShape")
    # of a finding: the value that is odd
    value: Final = IRI("http://www.w3.org/ns/shacl#value")


class SKOS:
    """Terms of ``http://www.w3.org/2004/02/skos/core#``."""

    # class of tasks, features and modalities
    Concept: Final = IRI("http://www.w3.org/2004/02/skos/core#Concept")
    # of tasks, of features, of modalities
    ConceptScheme: Final = IRI("http://www.w3.org/2004/02/skos/core#ConceptScheme")
    # of a model, variant, organization or concept
    altLabel: Final = IRI("http://www.w3.org/2004/02/skos/core#altLabel")
    # a wider concept elsewhere
    broadMatch: Final = IRI("http://www.w3.org/2004/02/skos/core#broadMatch")
    # whoever does the narrower task does this one
    broader: Final = IRI("http://www.w3.org/2004/02/skos/core#broader")
    # nearly the same concept elsewhere
    closeMatch: Final = IRI("http://www.w3.org/2004/02/skos/core#closeMatch")
    # of a concept
    definition: Final = IRI("http://www.w3.org/2004/02/skos/core#definition")
    # the same concept elsewhere
    exactMatch: Final = IRI("http://www.w3.org/2004/02/skos/core#exactMatch")
    # to which scheme a concept belongs
    inScheme: Final = IRI("http://www.w3.org/2004/02/skos/core#inScheme")
    # from a task of another scheme to a narrower one of ours
    narrowMatch: Final = IRI("http://www.w3.org/2004/02/skos/core#narrowMatch")
    # short id
    notation: Final = IRI("http://www.w3.org/2004/02/skos/core#notation")
    # super-property of mg:note
    note: Final = IRI("http://www.w3.org/2004/02/skos/core#note")
    # name of a concept, in English
    prefLabel: Final = IRI("http://www.w3.org/2004/02/skos/core#prefLabel")
    # neither broader nor narrower
    related: Final = IRI("http://www.w3.org/2004/02/skos/core#related")
    # concept without a broader one
    topConceptOf: Final = IRI("http://www.w3.org/2004/02/skos/core#topConceptOf")


class VOID:
    """Terms of ``http://rdfs.org/ns/void#``."""

    # the catalog as a dump
    Dataset: Final = IRI("http://rdfs.org/ns/void#Dataset")


class XSD:
    """Terms of ``http://www.w3.org/2001/XMLSchema#``."""

    # yes or no
    boolean: Final = IRI("http://www.w3.org/2001/XMLSchema#boolean")
    # dates known to the day
    date: Final = IRI("http://www.w3.org/2001/XMLSchema#date")
    # begin and end of runs
    dateTime: Final = IRI("http://www.w3.org/2001/XMLSchema#dateTime")
    # measured numbers
    decimal: Final = IRI("http://www.w3.org/2001/XMLSchema#decimal")
    # dates known to the year
    gYear: Final = IRI("http://www.w3.org/2001/XMLSchema#gYear")
    # dates known to the month
    gYearMonth: Final = IRI("http://www.w3.org/2001/XMLSchema#gYearMonth")
    # counts
    integer: Final = IRI("http://www.w3.org/2001/XMLSchema#integer")
    # texts
    string: Final = IRI("http://www.w3.org/2001/XMLSchema#string")
