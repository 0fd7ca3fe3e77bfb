// The camera, frame by frame, until it is stopped.

const BETWEEN_FRAMES_MS = 200;

export interface Camera {
  stop(): void;
}

/**
 * Calls onFrame for each frame that is looked at, with a canvas that keeps the last one, and waits for it before the
 * next one. Rejects as getUserMedia does, and where the page may use no camera.
 */
export async function startCamera(
  video: HTMLVideoElement,
  onFrame: (frame: HTMLCanvasElement) => Promise<void>,
): Promise<Camera> {
  // Browsers leave it out on pages that do not come over HTTPS.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) throw new Error('expected access to cameras, got none: open the page over HTTPS');
  const stream = await devices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  video.srcObject = stream;
  await video.play();
  const frame = document.createElement('canvas');
  let isStopped = false;
  const takeFrames = async (): Promise<void> => {
    while (!isStopped) {
      const { videoWidth: width, videoHeight: height } = video;
      if (width > 0) {
        Object.assign(frame, { width, height });
        frame.getContext('2d')!.drawImage(video, 0, 0);
        await onFrame(frame);
      }
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_FRAMES_MS));
    }
  };
  void takeFrames();
  return {
    stop: () => {
      isStopped = true;
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    },
  };
}
