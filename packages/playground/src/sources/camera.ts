// The camera, frame by frame, until it is stopped.

const BETWEEN_FRAMES_MS = 200;

export interface Camera {
  stop(): void;
}

/**
 * Calls onFrame for each frame that is looked at, with a canvas that keeps the last one. Rejects as getUserMedia does,
 * and where the page may use no camera.
 */
export async function startCamera(
  video: HTMLVideoElement,
  onFrame: (frame: HTMLCanvasElement) => void,
): Promise<Camera> {
  // Browsers leave it out on pages that do not come over HTTPS.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) throw new Error('expected access to cameras, got none: open the page over HTTPS');
  const stream = await devices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  video.srcObject = stream;
  await video.play();
  const frame = document.createElement('canvas');
  const timer = setInterval(() => {
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0) return;
    Object.assign(frame, { width, height });
    frame.getContext('2d')!.drawImage(video, 0, 0);
    onFrame(frame);
  }, BETWEEN_FRAMES_MS);
  return {
    stop: () => {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    },
  };
}
