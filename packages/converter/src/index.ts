/**
 * Networks as files of other tools hold them, to `.bpm`, ONNX and more: what programs may call beside the command line.
 *
 * @module @bitplane/converter
 */
export { convert, type Converted, type ConvertOptions } from './convert';
export { exportModel, type ExportOptions } from './export';
export { EXPORTERS } from './exporters';
export type { Exporter, ExportSubject } from './exporters/exporter';
export { IMPORTERS, importNetwork } from './importers';
export type { ImportedNetwork, Importer } from './importers/importer';
export { applyPasses, PASSES, type PassOptions } from './passes';
export type { Pass } from './passes/pass';
export type { Remark, Report } from './passes/remark';
export type { ExportReport, LayerReport } from './report/report';
export type { ThresholdSummary } from './report/summarize-threshold';
export { verify, type VerifyOptions } from './verify';
export { readCifar10Images } from './verify/cifar10-images';
export { builtProgram, EMULATED, type Emulated } from './verify/machines';
